package mapping

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"forecourt/internal/nearest"
)

func lineOf(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Line
	}
	return 0
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlError turns an error of the YAML parser into one of ours.
func yamlError(err error) error {
	e := &Error{Line: 1, Problem: err.Error()}
	if match := yamlLine.FindStringSubmatch(err.Error()); match != nil {
		if _, scanErr := fmt.Sscan(match[1], &e.Line); scanErr == nil {
			e.Problem = match[2]
		}
	}
	e.Problem = "it is not YAML: " + e.Problem
	return e
}

// entries calls use with each entry of a YAML mapping. A key that is repeated, or is not one of the known ones, is an
// error; a nil known allows any key.
func (p *parser) entries(n *yaml.Node, what string, known []string, use func(key, value *yaml.Node)) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		p.fail(n, "%s must be entries of the form name: value", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case seen[key.Value]:
			p.fail(key, "%s has %q twice", what, key.Value)
		case known != nil && !slices.Contains(known, key.Value):
			p.fail(key, "%s has no %q%s", what, key.Value, hint(key.Value, known))
		default:
			use(key, value)
		}
		seen[key.Value] = true
	}
}

// hint names the known word that was probably meant, or all of them.
func hint(word string, known []string) string {
	if near := nearest.To(word, known); near != "" {
		return fmt.Sprintf(": did you mean %s?", near)
	}
	return ": it may be " + strings.Join(known, ", ")
}

func (p *parser) empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// text reads a scalar as it is written.
func (p *parser) text(n *yaml.Node, what string) string {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		p.fail(n, "%s must be one text", what)
		return ""
	}
	return n.Value
}

// texts reads a scalar, or a list of them.
func (p *parser) texts(n *yaml.Node, what string) []string {
	if n.Kind != yaml.SequenceNode {
		if text := p.text(n, what); text != "" {
			return []string{text}
		}
		return nil
	}
	var list []string
	for _, item := range n.Content {
		if item.Kind == yaml.ScalarNode && item.Tag == "!!str" && item.Value == "" {
			list = append(list, "") // An empty text may be listed as unknown.
			continue
		}
		list = append(list, p.text(item, what))
	}
	if len(list) == 0 {
		p.fail(n, "%s is an empty list", what)
	}
	return list
}
