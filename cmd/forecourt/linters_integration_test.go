//go:build integration

package main_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLintersOfOthers checks the document with the recommended rules of Spectral and of Redocly, including warnings. It
// also shows that both find a mistake.
func TestLintersOfOthers(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(filepath.Join(root, "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(broken, bytes.ReplaceAll(document, []byte(`"operationId"`), []byte(`"operationID"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"spectral": {"lint", "--ruleset", filepath.Join(root, ".spectral.yaml"), "--fail-severity", "warn"},
		"redocly":  {"lint", "--config", filepath.Join(root, "redocly.yaml"), "--format", "stylish"},
	} {
		t.Run(name, func(t *testing.T) {
			lint := func(file string) (string, bool) {
				command := exec.CommandContext(context.WithoutCancel(t.Context()), filepath.Join(clients, "node_modules", ".bin", name), append(args, file)...)
				command.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
				text, err := command.CombinedOutput()
				if err != nil && command.ProcessState == nil {
					t.Fatalf("%v (make clients installs it)", err)
				}
				// Before that, Redocly warns about an old Node.
				_, findings, _ := strings.Cut(string(text), "validating")
				return string(text), err == nil && !strings.Contains(findings, "warning")
			}
			if text, ok := lint(filepath.Join(root, "openapi.json")); !ok {
				t.Error(text)
			}
			if text, ok := lint(broken); ok || !strings.Contains(text, "operation") {
				t.Errorf("operations without an id pass: %s", text)
			}
		})
	}
}
