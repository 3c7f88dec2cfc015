package adapt

import (
	"fmt"
	"strings"

	"forecourt/internal/mapping"
)

// CreateView returns a MySQL CREATE VIEW that shows the stock under the contract's names. It is an error if the
// proposal leaves the key, the make or the model open.
func (p *Proposal) CreateView(in Input, name string) (string, error) {
	if missing := p.Missing(); len(missing) > 0 {
		return "", fmt.Errorf("the view needs the %s: write stock.yaml with forecourt adapt, and name the column in it", strings.Join(missing, ", the "))
	}
	plan, err := p.Mapping().Plan(mapping.MySQL, in.MappingColumns())
	if err != nil {
		return "", err
	}
	return plan.CreateView(name), nil
}
