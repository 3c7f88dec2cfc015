package mapping

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Write returns a stock.yaml with the content of the mapping. Each comment is written above its subject, which is given
// as "fields.make", "own.doors", "key", "hide", or "" for the end of the file. A comment may have several lines.
func Write(m *Mapping, comments map[string]string) ([]byte, error) {
	top := &yaml.Node{Kind: yaml.MappingNode}
	put(top, "view", scalar(m.View), comments["view"])
	put(top, "key", list(m.Key), comments["key"])
	fields := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range m.Fields {
		put(fields, f.Name, f.node(nil), comments["fields."+f.Name])
	}
	put(top, "fields", fields, comments["fields"])
	if len(m.Own) > 0 {
		own := &yaml.Node{Kind: yaml.MappingNode}
		for _, o := range m.Own {
			put(own, o.Name, o.node(&o), comments["own."+o.Name])
		}
		put(top, "own", own, comments["own"])
	}
	if len(m.Hide) > 0 {
		hide := &yaml.Node{Kind: yaml.MappingNode}
		for _, h := range m.Hide {
			put(hide, h.Field, flow(list(h.Values)), "")
		}
		put(top, "hide", hide, comments["hide"])
	}
	top.FootComment = comment(comments[""])
	var b strings.Builder
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(&yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{top}}); err != nil {
		return nil, fmt.Errorf("write the mapping: %w", err)
	}
	return []byte(b.String()), nil
}

func comment(text string) string {
	if text == "" {
		return ""
	}
	return "# " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n# ")
}

func put(n *yaml.Node, name string, value *yaml.Node, about string) {
	key := scalar(name)
	key.HeadComment = comment(about)
	n.Content = append(n.Content, key, value)
}

// scalar is a text, quoted where YAML would read it as something else.
func scalar(text string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(text)
	return n
}

// list is one text, or a list of them.
func list(texts []string) *yaml.Node {
	if len(texts) == 1 && texts[0] != "" {
		return scalar(texts[0])
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, text := range texts {
		n.Content = append(n.Content, scalar(text))
	}
	return n
}

// flow writes a list even for a single text.
func flow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n
	}
	return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: []*yaml.Node{n}}
}

// node is a source as YAML; a column without further settings is just its name.
func (s Source) node(own *Own) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	text := func(name, value string) {
		if value != "" {
			put(n, name, scalar(value), "")
		}
	}
	if len(s.Columns) > 1 {
		put(n, "first", list(s.Columns), "")
	} else if len(s.Columns) == 1 {
		text("column", s.Columns[0])
	}
	text("year_of", s.YearOf)
	text("value", s.Value)
	text("decimal", s.Decimal)
	text("unit", s.Unit)
	text("currency", s.Currency)
	if len(s.Values) > 0 {
		values := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
		for _, pair := range s.Values {
			put(values, pair.From, scalar(pair.To), "")
		}
		put(n, "values", values, "")
	}
	if len(s.Unknown) > 0 {
		put(n, "unknown", flow(list(s.Unknown)), "")
	}
	if own == nil && len(n.Content) == 2 && len(s.Columns) == 1 {
		return scalar(s.Columns[0])
	}
	if own != nil {
		text("kind", string(own.Kind))
		text("about", own.About)
		if len(own.Words) > 0 {
			words := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
			for _, synonyms := range own.Words {
				put(words, synonyms.Value, flow(list(synonyms.Words)), "")
			}
			put(n, "words", words, "")
		}
	}
	return n
}
