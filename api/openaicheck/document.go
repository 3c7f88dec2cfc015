package openaicheck

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

const (
	maxOperations = 30
	// The importer says "1MB" without saying which one. The smaller meaning is safe in both cases.
	maxBytes = 1_000_000
)

// size checks A03. Some tools indent a document before they pass it on, so a compact document needs room to grow.
func (c *checker) size(document []byte) error {
	var compact, indented bytes.Buffer
	if err := json.Compact(&compact, document); err != nil {
		return fmt.Errorf("compact OpenAPI document: %w", err)
	}
	if err := json.Indent(&indented, compact.Bytes(), "", "  "); err != nil {
		return fmt.Errorf("indent OpenAPI document: %w", err)
	}
	if max(len(document), compact.Len(), indented.Len()) > maxBytes {
		c.fail("A03", "", "OpenAPI spec must be 1MB or smaller: it has %d bytes, %d compact, %d indented; shorten it to at most %d in each form",
			len(document), compact.Len(), indented.Len(), maxBytes)
	}
	return nil
}

// version checks A01.
func (c *checker) version() {
	if version := text(c.root, "openapi"); version != "3.1.0" && version != "3.1.1" {
		c.fail("A01", "/openapi", "('openapi',): Input should be '3.1.1' or '3.1.0'; it is %q", version)
	}
}

// servers checks A04.
func (c *checker) servers() {
	const says = "Could not find a valid URL in servers"
	servers := list(c.root, "servers")
	if len(servers) != 1 {
		c.fail("A04", "/servers", "%s: there are %d servers; name exactly one", says, len(servers))
		return
	}
	server, _ := servers[0].(map[string]any)
	address := text(server, "url")
	if strings.ContainsAny(address, "{}") || server["variables"] != nil {
		c.fail("A04", "/servers/0", "%s: %q has variables; write the address out", says, address)
		return
	}
	if parsed, err := url.Parse(address); err != nil || parsed.Scheme != "https" || parsed.Hostname() == "" {
		c.fail("A04", "/servers/0/url", "%s: %q; give an absolute address that starts with https://", says, address)
	}
}

// components checks A06 and A07.
func (c *checker) components() {
	components := object(c.root, "components")
	if _, ok := components["schemas"].(map[string]any); !ok {
		c.fail("A06", "/components/schemas", `In components section, schemas subsection is not an object; add "schemas": {} at least`)
	}
	if n := len(object(components, "securitySchemes")); n > 1 {
		c.warn("A07", "/components/securitySchemes", "Found multiple security schemes, only 1 is supported: there are %d; keep one", n)
	}
}
