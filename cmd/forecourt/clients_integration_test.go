//go:build integration

package main_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// clients is the folder with clients from other projects; make integration installs them.
var clients = filepath.Join("..", "..", "tools", "npm")

// runNode runs one of the clients, and returns what it printed.
func runNode(t *testing.T, name string, args ...string) (stdout, stderr string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = clients
	var out, log bytes.Buffer
	command.Stdout, command.Stderr = &out, &log
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v (make clients installs it)\n%s\n%s", name, strings.Join(args, " "), err, &out, &log)
	}
	return out.String(), log.String()
}

// TestClientsOfOthers connects the MCP inspector and the Agents SDK to the server.
func TestClientsOfOthers(t *testing.T) {
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "500", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "500")
	copied := filepath.Join(dir, "forecourt.db")
	_, api, _ := startServer(t, []string{"CACHE_PATH=" + copied, "READ_FROM=cache", "API_KEY=" + demandKey, "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0"})

	t.Run("inspector", func(t *testing.T) {
		inspector := filepath.Join("node_modules", ".bin", "mcp-inspector")
		over := map[string][]string{
			"http":  {api + "/mcp", "--header", "X-API-Key: " + demandKey},
			"stdio": nil,
		}
		for transport, target := range over {
			call := func(args ...string) (string, string) {
				all := append(append([]string{"--cli"}, target...), args...)
				if transport == "stdio" {
					all = append(all, "--", binary, "mcp", "--read-from", "cache", "--cache-path", copied)
				}
				return runNode(t, inspector, all...)
			}
			listed, complaints := call("--method", "tools/list", "--strict")
			if strings.Contains(complaints, "Warning") || strings.Contains(complaints, "Error") || !strings.Contains(listed, `"search_cars"`) || !strings.Contains(listed, `"readOnlyHint": true`) {
				t.Errorf("%s: tools/list: %s\n%s", transport, complaints, listed)
			}
			found, _ := call("--method", "tools/call", "--tool-name", "search_cars", "--tool-arg", "q=suv under 40k", "--tool-arg", "limit=1")
			if !strings.Contains(found, `\"body_type\"`) || strings.Contains(found, `"structuredContent"`) || strings.Contains(found, `"isError": true`) {
				t.Errorf("%s: search_cars: %s", transport, found)
			}
			car, _ := call("--method", "tools/call", "--tool-name", "fetch", "--tool-arg", "id=7")
			if !regexp.MustCompile(`\\"url\\": ?\\"https://`).MatchString(car) {
				t.Errorf("%s: fetch: %s", transport, car)
			}
		}
	})
	t.Run("agents", func(t *testing.T) {
		printed, _ := runNode(t, "node", "agents.mjs", api+"/mcp", demandKey)
		var result struct {
			Strict []struct {
				Name                     string
				Strict, Closed, Required bool
			}
			Answers map[string]json.RawMessage
		}
		if err := json.Unmarshal([]byte(printed), &result); err != nil {
			t.Fatalf("%v: %s", err, printed)
		}
		for _, tool := range result.Strict {
			if !tool.Strict || !tool.Closed || !tool.Required {
				t.Errorf("the schema is not strict: %+v", tool)
			}
		}
		for name, want := range map[string]string{"search_cars": `\"total\"`, "get_car": `\"id\":7`, "list_values": `Chevrolet`, "search": `\"results\"`, "fetch": `\"url\"`} {
			if answer := string(result.Answers[name]); !strings.Contains(answer, want) || strings.Contains(answer, "rror") {
				t.Errorf("%s: %.500s", name, answer)
			}
		}
	})
}
