package openaicheck

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// reference is one $ref. Both ends are JSON pointers.
type reference struct {
	from, to string
}

// follow returns the object that a value is. For a reference it checks S02: if it resolves to a component of the kind,
// it is recorded. Then follow returns false.
func (c *checker) follow(where string, value any, kind string) (map[string]any, bool) {
	holder, ok := value.(map[string]any)
	if !ok {
		return nil, false
	}
	ref, has := holder["$ref"]
	if !has {
		return holder, true
	}
	name, _ := ref.(string)
	if _, to := c.resolve(name, kind); to != "" {
		c.refs = append(c.refs, reference{from: where, to: to})
	} else {
		c.fail("S02", where, "reference to unknown component %v; using empty schema. Point it at an entry of #/components/%s", ref, kind)
	}
	return nil, false
}

// resolve returns the object that a reference names, with its JSON pointer, or nil and "". The importer knows only the
// document's own components, so references to files, other addresses and other parts of the document do not resolve.
func (c *checker) resolve(ref, kind string) (target map[string]any, at string) {
	fragment, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil, ""
	}
	fragment, err := url.PathUnescape(fragment)
	if err != nil {
		return nil, ""
	}
	rest, ok := strings.CutPrefix(fragment, "/components/"+kind+"/")
	if !ok {
		return nil, ""
	}
	var value any = object(object(c.root, "components"), kind)
	for token := range strings.SplitSeq(rest, "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch parent := value.(type) {
		case map[string]any:
			value = parent[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(parent) {
				return nil, ""
			}
			value = parent[i]
		default:
			return nil, ""
		}
	}
	if target, ok = value.(map[string]any); !ok {
		return nil, ""
	}
	return target, fragment
}

// cycles checks S03: a component that contains a reference leading back to it.
func (c *checker) cycles() {
	slices.SortFunc(c.refs, func(a, b reference) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	done := map[string]bool{}
	reported := map[string]bool{}
	var trail []string
	var visit func(node string)
	visit = func(node string) {
		if i := slices.Index(trail, node); i >= 0 {
			if !reported[node] {
				reported[node] = true
				c.fail("S03", node, "Components section contains a circular dependency: %s; leave one of these references out",
					strings.Join(append(slices.Clone(trail[i:]), node), " → "))
			}
			return
		}
		if done[node] {
			return
		}
		trail = append(trail, node)
		for _, to := range c.refsWithin(node) {
			visit(to)
		}
		trail = trail[:len(trail)-1]
		done[node] = true
	}
	for _, ref := range c.refs {
		visit(ref.to)
	}
}

// refsWithin returns the targets of the references in a value, including its own, each once and sorted.
func (c *checker) refsWithin(node string) []string {
	var targets []string
	collect := func(first string, within func(from string) bool) {
		i, _ := slices.BinarySearchFunc(c.refs, first, func(r reference, s string) int { return cmp.Compare(r.from, s) })
		for ; i < len(c.refs) && within(c.refs[i].from); i++ {
			targets = append(targets, c.refs[i].to)
		}
	}
	collect(node, func(from string) bool { return from == node })
	collect(node+"/", func(from string) bool { return strings.HasPrefix(from, node+"/") })
	slices.Sort(targets)
	return slices.Compact(targets)
}
