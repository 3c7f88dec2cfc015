package mapping

import (
	"fmt"
	"strings"

	"forecourt/internal/vehicle"
)

// CreateView returns a CREATE VIEW that shows the stock under the contract's names, with the own fields beside them. It
// is what the search reads, for owners who may create a view.
func (p *Plan) CreateView(name string) string {
	lines := []string{p.id + " AS id"}
	add := func(x expression, as string) {
		if x.sql == "" {
			x.sql = "NULL"
		}
		lines = append(lines, x.sql+" AS "+p.engine.Quote(as))
	}
	for _, f := range vehicle.Catalogue() {
		add(p.fields[f.Name], f.Column)
	}
	for _, f := range p.own {
		add(p.fields[f.Name], f.Name)
	}
	shown := ""
	if p.hidden != "" {
		shown = "\nWHERE " + p.hidden
	}
	return fmt.Sprintf("CREATE VIEW %s AS\nSELECT\n  %s\nFROM %s%s;\n", p.engine.Quote(name), strings.Join(lines, ",\n  "), p.engine.Quote(p.view), shown)
}
