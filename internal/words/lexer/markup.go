package lexer

import "strings"

// Markup writes XML as the fields and objects that it says: "<car><make>BMW</make></car>" is {make: "BMW"; }. It
// returns all other text as it is.
func Markup(text string) string {
	if !strings.Contains(text, "</") && !strings.Contains(text, "/>") {
		return text
	}
	var b strings.Builder
	var open []bool // Whether each open tag holds others.
	for {
		before, rest, found := strings.Cut(text, "<")
		tag, behind, ends := strings.Cut(rest, ">")
		if !found || !ends {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(before)
		text = behind
		switch name, closes := strings.CutPrefix(tag, "/"); {
		case strings.HasPrefix(tag, "?") || strings.HasPrefix(tag, "!"):
		case closes && len(open) > 0:
			b.WriteString(map[bool]string{true: "}; ", false: `"; `}[open[len(open)-1]])
			open = open[:len(open)-1]
		case closes:
			b.WriteString("; ")
		default:
			open = openTag(&b, name, behind, open)
		}
	}
}

// openTag writes a tag that opens, and its attributes. behind is the text behind it.
func openTag(b *strings.Builder, tag, behind string, open []bool) []bool {
	tag, alone := strings.CutSuffix(tag, "/")
	name, attributes, _ := strings.Cut(strings.TrimSpace(tag), " ")
	behind = strings.TrimSpace(behind)
	if attributes != "" {
		attributes += "; "
	}
	holds := alone || attributes != "" || strings.HasPrefix(behind, "<") && !strings.HasPrefix(behind, "</")
	switch {
	case !holds:
		b.WriteString(name + `: "`)
	case len(open) == 0:
		b.WriteString("{" + attributes) // The outermost tag only says that it is a search.
	default:
		b.WriteString(name + ": {" + attributes)
	}
	if alone {
		b.WriteString("}; ")
		return open
	}
	return append(open, holds)
}
