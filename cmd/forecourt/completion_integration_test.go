//go:build integration

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCompletionInShells lets the real shells complete. It replaces the functions by which zsh shows the results,
// because they only work in its line editor.
func TestCompletionInShells(t *testing.T) {
	for shell, command := range map[string][]string{
		"bash": {"bash", "--norc", "-c", `source <(forecourt completion bash)
			complete_as() { COMP_WORDS=(forecourt "$@"); COMP_CWORD=$#; _forecourt 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"; }
			complete_as se; complete_as serve --read-from ""; complete_as serve --read-from = l`},
		"zsh": {"zsh", "-f", "-c", `compdef() { :; }; _describe() { print -l -- "${found[@]%%:*}" }; _files() { print files }
			source <(forecourt completion zsh)
			complete_as() { words=(forecourt "$@"); CURRENT=$#words; _forecourt }
			complete_as se; complete_as serve --read-from ""; complete_as serve --read-from = l`},
		"fish": {"fish", "--no-config", "-c", `forecourt completion fish | source
			complete -C "forecourt se" | string replace -r "\t.*" ""
			for word in live cache auto; complete -C "forecourt serve --read-from " | string match $word; end
			complete -C "forecourt serve --read-from l"`},
	} {
		t.Run(shell, func(t *testing.T) {
			run := exec.CommandContext(t.Context(), command[0], command[1:]...)
			run.Dir = t.TempDir()
			run.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+run.Dir)
			out, err := run.CombinedOutput()
			if err != nil {
				t.Fatalf("%s is needed for this test: %v: %s", shell, err, out)
			}
			if got := strings.Fields(string(out)); strings.Join(got, " ") != "serve live cache auto live" {
				t.Errorf("completed: %q", got)
			}
		})
	}
}
