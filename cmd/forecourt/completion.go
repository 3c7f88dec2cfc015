package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
	mangokong "github.com/alecthomas/mango-kong"
	"github.com/muesli/roff"
)

// shells holds the scripts. Each calls `forecourt complete-words` for the words, so that they match what kong accepts.
//
//go:embed shell
var shells embed.FS

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is what kong shows below the command's usage.
func (completionCommand) Help() string {
	return "bash: source <(forecourt completion bash)\n\nzsh: source <(forecourt completion zsh), after compinit\n\n" +
		"fish: forecourt completion fish | source"
}

// Run prints the script.
func (c completionCommand) Run(p *program) error {
	script, err := shells.ReadFile("shell/" + c.Shell)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(script)
	return err
}

type completeWordsCommand struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

// Run prints the completions of the last word, one a line, each followed by a tab and its meaning.
func (c completeWordsCommand) Run(p *program) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	for _, found := range completions(p.model, withoutBreaks(words)) {
		if _, err := fmt.Fprintf(p.stdout, "%s\t%s\n", found.word, found.means); err != nil {
			return err
		}
	}
	return nil
}

// withoutBreaks drops each "=" that bash treats as a word, and returns at least one word, which may be empty.
func withoutBreaks(words []string) (list []string) {
	for i, word := range words {
		switch {
		case word != "=":
			list = append(list, word)
		case i == len(words)-1:
			list = append(list, "")
		}
	}
	if len(list) == 0 {
		list = []string{""}
	}
	return list
}

// completion is a possible word and its meaning.
type completion struct{ word, means string }

// completions returns what the last word can become: a command, a flag, or one of a flag's values. It returns nothing
// where any text or file is allowed.
func completions(app *kong.Application, words []string) []completion {
	node, last := app.Node, len(words)-1
	for i := 0; i < last; i++ {
		if name, ok := strings.CutPrefix(words[i], "--"); ok {
			if flag := findFlag(node, name); flag != nil && !flag.IsBool() {
				if i+1 == last {
					return values(flag, "", words[last])
				}
				i++ // skips its value
			}
			continue
		}
		if child := findChild(node, words[i]); child != nil {
			node = child
		}
	}
	word := words[last]
	if name, begun, ok := strings.Cut(word, "="); ok && strings.HasPrefix(name, "--") {
		if flag := findFlag(node, name[2:]); flag != nil {
			return values(flag, name+"=", begun)
		}
		return nil
	}
	var found []completion
	add := func(name, means string) {
		if strings.HasPrefix(name, word) {
			found = append(found, completion{name, firstLine(means)})
		}
	}
	if strings.HasPrefix(word, "-") {
		for _, flag := range allFlags(node) {
			add("--"+flag.Name, flag.Help)
		}
		return found
	}
	for _, child := range node.Children {
		if !child.Hidden {
			add(child.Name, child.Help)
		}
	}
	for _, positional := range node.Positional {
		for _, value := range positional.EnumSlice() {
			if value != "" {
				add(value, "")
			}
		}
	}
	return found
}

// values returns the values of a flag that begin with a text.
func values(flag *kong.Flag, before, begun string) (found []completion) {
	for _, value := range flag.EnumSlice() {
		// For a flag without fixed values, kong lists one empty value.
		if value != "" && strings.HasPrefix(value, begun) {
			found = append(found, completion{before + value, ""})
		}
	}
	return found
}

// allFlags returns the flags of a command, and those of its parents.
func allFlags(node *kong.Node) (flags []*kong.Flag) {
	for _, group := range node.AllFlags(true) {
		flags = append(flags, group...)
	}
	return flags
}

func findFlag(node *kong.Node, name string) *kong.Flag {
	for _, flag := range allFlags(node) {
		if flag.Name == name {
			return flag
		}
	}
	return nil
}

func findChild(node *kong.Node, name string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

type manCommand struct{}

// Run prints the manual page.
func (manCommand) Run(p *program) error {
	_, err := fmt.Fprintln(p.stdout, mangokong.NewManPage(1, p.model).Build(roff.NewDocument()))
	return err
}
