package openaicheck

import "strings"

const keyHeader = "X-API-Key"

// schemes checks the part of X01 about the schemes. It also records the names under which they send the key.
func (c *checker) schemes() {
	schemes := object(object(c.root, "components"), "securitySchemes")
	for _, id := range sortedKeys(schemes) {
		scheme := object(schemes, id)
		kind, name := text(scheme, "type"), text(scheme, "name")
		bearer := kind == "http" && strings.EqualFold(text(scheme, "scheme"), "bearer")
		switch {
		case bearer:
			c.secrets["authorization"] = true
		case kind == "apiKey" && name != "":
			c.secrets[strings.ToLower(name)] = true
		}
		if !bearer && (kind != "apiKey" || text(scheme, "in") != "header" || !strings.EqualFold(name, keyHeader)) {
			c.warn("X01", pointer("/components/securitySchemes", id),
				"security scheme %s is not one that the tool can send; make it an apiKey in the header %s, or http bearer", id, keyHeader)
		}
	}
}

// operationSecurity checks the part of X01 about operations, whose own security replaces the document's.
func (c *checker) operationSecurity(where string, operation map[string]any) {
	holder := c.root
	if _, own := operation["security"]; own {
		holder = operation
	}
	requirements := list(holder, "security")
	if len(requirements) == 0 {
		c.warn("X01", where, "the operation has no security requirement; add one to it or to the document")
	}
	schemes := object(object(c.root, "components"), "securitySchemes")
	for _, value := range requirements {
		requirement, _ := value.(map[string]any)
		if len(requirement) == 0 {
			c.warn("X01", where, "an empty security requirement makes the key optional; remove it")
		}
		for _, name := range sortedKeys(requirement) {
			if _, ok := schemes[name]; !ok {
				c.warn("X01", where, "the security requirement names the unknown scheme %s; add it to components.securitySchemes", name)
			}
		}
	}
}
