package fit_test

import (
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// TestWarnings copies a stock with an empty column, with values that no field can hold, and with a column too few.
func TestWarnings(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "copy.db")
	db, err := sql.Open("sqlite", from)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"CREATE TABLE autos (nr INTEGER PRIMARY KEY, marke TEXT, modell TEXT, baujahr INTEGER, farbe TEXT, preis TEXT, zustand TEXT)",
		"INSERT INTO autos VALUES (1, 'Opel', 'Corsa', 2019, NULL, '12.990,-', 'neu'), (2, 'Opel', 'Astra', 2020, '', 'auf Anfrage', 'neu'), (3, 'VW', 'Golf', 2021, ' ', 'VB', '-')",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	dealer, err := source.OpenSQLite(from, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer dealer.Close()
	err = syncer.New(dealer, syncer.Options{CachePath: to, Now: time.Now, Log: slog.New(slog.DiscardHandler)}).Run(t.Context(), []syncer.View{{Name: "autos"}}, func(r syncer.Report) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	const head = "view: autos\nkey: nr\nfields:\n  make: marke\n  model: modell\n  year: baujahr\n"
	for name, c := range map[string]struct {
		yaml string
		want []string
	}{
		"well": {head, nil},
		"empty and unread": {head + "  color: farbe\n  price: {column: preis, decimal: \",\", currency: EUR}\n", []string{
			"color: farbe has no value in any of the 3 rows that were looked at: name another column, or leave the field out.",
			`price: 2 of 3 values of preis cannot be read, such as "VB": say in stock.yaml under values what they mean, or list them under unknown.`,
		}},
		"told as unknown": {head + "  price: {column: preis, decimal: \",\", currency: EUR, unknown: [VB, auf Anfrage]}\n", nil},
		"missing":         {head + "  color: farb\n", []string{"color: autos has no column farb: did you mean farbe?"}},
	} {
		m, err := mapping.Parse([]byte(c.yaml))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := fit.Warnings(t.Context(), to, m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
