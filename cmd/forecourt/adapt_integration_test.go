//go:build integration

package main_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/adapt"
)

// TestAdaptMySQL looks at a table whose comments explain the columns, and which has more rows than the sample: reading
// stops early, and the key keeps its order.
func TestAdaptMySQL(t *testing.T) {
	s := newStock(t, stockRows)
	s.Exec(t, `CREATE TABLE bestand (nr INT NOT NULL, filiale SMALLINT NOT NULL, f1 VARCHAR(40) COMMENT 'Marke', f2 VARCHAR(40) COMMENT 'Modell',
			ek_preis DECIMAL(10,2), vk_preis DECIMAL(10,2) COMMENT 'Verkaufspreis in EUR', verkauft BIT(1), PRIMARY KEY (filiale, nr))`,
		`INSERT INTO bestand SELECT id, id % 4, make, model, 5000 + id % 9000, 7000 + id % 9000, id % 2 FROM stock`)
	began := time.Now()
	result := forecourt(t, s.with("SYNC_VIEWS=bestand"), "adapt", "--json")
	result.want(t, 0, `"view": "bestand"`)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	var p adapt.Proposal
	if err := json.Unmarshal([]byte(result.stdout), &p); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range p.Fields {
		got[f.Field] = f.Column + f.Value
	}
	for field, want := range map[string]string{"make": "f1", "model": "f2", "price": "vk_preis", "currency": "EUR", "status": "verkauft"} {
		if got[field] != want {
			t.Errorf("%s is %q, want %q", field, got[field], want)
		}
	}
	if key, ok := p.Key.([]any); !ok || !slices.Equal(key, []any{"filiale", "nr"}) {
		t.Errorf("the key is %v", p.Key)
	}
	if len(p.LeftOut) != 1 || p.LeftOut[0].Column != "ek_preis" {
		t.Errorf("left out are %v", p.LeftOut)
	}
	// MySQL accepts the printed view, which shows the same rows.
	view := forecourt(t, s.with("SYNC_VIEWS=bestand"), "adapt", "--as-view")
	view.want(t, 0, "CREATE VIEW")
	s.Exec(t, strings.TrimSuffix(strings.TrimSpace(view.stdout), ";"))
	var wrong int
	if err := s.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM vehicles_for_forecourt AS v LEFT JOIN bestand AS b ON v.id = CONCAT_WS('~', b.filiale, b.nr) AND v.make = b.f1 AND v.price = b.vk_preis WHERE b.nr IS NULL").Scan(&wrong); err != nil || wrong != 0 {
		t.Errorf("%d rows of the view differ (%v)", wrong, err)
	}
	// Views declare no key, and the output says so.
	forecourt(t, s.settings, "adapt", "--json").want(t, 0, `"key": "id"`)
}
