package openaicheck

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxOperationText  = 300
	nearOperationText = 299
	maxParameterText  = 700
	operationIDRule   = "letters, digits, _ and -, at most 64 of them"
)

var (
	// methods are the keys of a path item that the importer turns into functions.
	methods = []string{"delete", "get", "patch", "post", "put"}

	operationIDs = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// operations checks A02, O01 to O05, the parameters of every operation, and the part of X01 about operations.
func (c *checker) operations() {
	count := 0
	seen := map[string]string{}
	paths := object(c.root, "paths")
	for _, path := range sortedKeys(paths) {
		item := object(paths, path)
		for _, key := range sortedKeys(item) {
			if !slices.Contains(methods, key) {
				c.warn("O01", path+", "+key, "Path %s has unrecognized method %s; skipping. Remove it, or move it into the operations", path, key)
				continue
			}
			count++
			c.operation(path, key, object(item, key), seen)
		}
	}
	if count > maxOperations {
		c.fail("A02", "/paths", "OpenAPI spec can have a maximum of %d operations: it has %d; remove some", maxOperations, count)
	}
}

func (c *checker) operation(path, method string, operation map[string]any, seen map[string]string) {
	where := path + ", " + method
	id := text(operation, "operationId")
	switch first, used := seen[id]; {
	case id == "":
		c.fail("O02", where, "In path %s, method %s is missing operationId; skipping. Give it one: %s", path, method, operationIDRule)
	case used:
		c.fail("O03", where, "operationId %s is taken by %s; give each operation its own", id, first)
	case !operationIDs.MatchString(id):
		c.fail("O03", where, "operationId %q must be %s", id, operationIDRule)
	}
	if _, used := seen[id]; !used {
		seen[id] = where
	}
	for _, field := range []string{"summary", "description"} {
		switch n := utf8.RuneCountInString(text(operation, field)); {
		case n > maxOperationText:
			c.fail("O05", where, "%s has length %d exceeding limit of %d; shorten it", field, n, maxOperationText)
		case n >= nearOperationText:
			c.warn("O05", where, "%s has length %d, at the limit of %d; stay under %d", field, n, maxOperationText, nearOperationText)
		}
	}
	c.duplicates(where, list(operation, "parameters"))
	for _, value := range list(operation, "parameters") {
		parameter, _ := value.(map[string]any)
		c.parameter(where, parameter)
	}
	c.operationSecurity(where, operation)
}

// duplicates checks P02. A function has only one set of argument names, so the same name in two locations collides,
// too.
func (c *checker) duplicates(where string, parameters []any) {
	seen := map[string]bool{}
	for _, value := range parameters {
		parameter, _ := value.(map[string]any)
		if ref := text(parameter, "$ref"); ref != "" {
			parameter, _ = c.resolve(ref, "parameters")
		}
		name := text(parameter, "name")
		if name != "" && seen[name] {
			c.fail("P02", where, "parameter %s is duplicated; skipping function due to errors. Keep one of them, or rename it", name)
		}
		seen[name] = true
	}
}

// parameter checks P01, P03, P04 and the part of X01 about parameters.
func (c *checker) parameter(where string, parameter map[string]any) {
	if ref, ok := parameter["$ref"]; ok {
		c.fail("P01", where, "parameter %v is has missing or non-string name; skipping. Write the parameter out in place of the $ref", ref)
		return
	}
	name, location := text(parameter, "name"), text(parameter, "in")
	if name == "" {
		c.fail("P01", where, "parameter %v is has missing or non-string name; skipping. Give it a name", cmp.Or(parameter["name"], any("(unnamed)")))
		return
	}
	if location == "header" || location == "cookie" {
		c.warn("P03", where, "parameter %s has location %s; ignoring. Make it a query parameter, or leave it out", name, location)
	}
	if n := utf8.RuneCountInString(text(parameter, "description")); n > maxParameterText {
		c.fail("P04", where, "description of parameter %s has length %d exceeding limit of %d; shorten it", name, n, maxParameterText)
	}
	if location != "path" && c.secrets[strings.ToLower(name)] {
		c.warn("X01", where, "parameter %s carries the key; remove it: the security scheme sends the key", name)
	}
}
