package mapping

import (
	"fmt"
	"strings"

	"forecourt/internal/vehicle"
)

// CreateView returns the CREATE VIEW that shows the stock under the contract's names, and the owner's own fields beside them: what
// the search reads, for those who may make a view.
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
