//go:build integration

package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAgents runs the example for the Agents SDK, which make integration installs, against the stand-in.
func TestAgents(t *testing.T) {
	modules, err := filepath.Abs(filepath.Join("..", "tools", "npm", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("agents.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "agents.mjs"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	endpoint := standIn(t, func(a asked) []map[string]any {
		if len(a.Tools) < 5 {
			t.Errorf("tools: %+v", a.Tools)
		}
		for _, tool := range a.Tools {
			if tool.Type != "function" || !tool.Strict || tool.Parameters["additionalProperties"] != false {
				t.Errorf("not a strict function: %+v", tool)
			}
		}
		if input := string(a.Input); strings.Contains(input, "function_call_output") {
			return message("found " + input)
		}
		return []map[string]any{{"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "search_cars", "status": "completed", "arguments": `{"q":"toyota under 30k","make":null,"limit":"1"}`}}
	})
	command := exec.CommandContext(t.Context(), "node", "agents.mjs", "a toyota under 30k")
	command.Dir = dir
	command.Env = append(os.Environ(), "OPENAI_API_KEY=none", "OPENAI_BASE_URL="+endpoint+"/v1", "CARS_URL="+serveCars(t), "CARS_KEY="+carsKey, "OPENAI_AGENTS_DISABLE_TRACING=1")
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Toyota") || !strings.Contains(string(out), "price_max") {
		t.Errorf("%v (make clients installs the SDK): %s", err, out)
	}
}
