package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/demo"
	contract "forecourt/sql"
)

type demoCommand struct {
	Dir  string `name:"dir" default:"demo" help:"Folder for the dealer's database and its copy; made when missing."`
	Rows int    `name:"rows" default:"5000" help:"How many vehicles."`
	Seed uint64 `name:"seed" default:"1" help:"The same seed makes the same stock."`
}

// Run makes the database, copies it, and shows what came out.
func (c *demoCommand) Run(p *program) error {
	if c.Rows < 1 {
		return usageError{errors.New("--rows must be at least 1")}
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("make the demo's folder: %w", err)
	}
	database, copied := filepath.Join(c.Dir, "dealer.db"), filepath.Join(c.Dir, "forecourt.db")
	begin := p.now()
	if err := demo.Write(p.ctx, database, demo.New(c.Seed, begin), c.Rows); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "1. A dealer's database, with the view %s: %s (%s vehicles)\n\n", contract.View, database, number(int64(c.Rows)))
	sync := syncCommand{
		Source: config.Source{Type: "sqlite", Database: database}, Cache: config.Cache{Path: copied},
		// A demo with fewer rows than the one before is no accident.
		Views: config.Views{Names: []string{contract.View}}, AllowShrink: true,
	}
	fmt.Fprintf(p.stdout, "2. forecourt sync --source-type sqlite --source-database %s --cache-path %s\n", database, copied)
	if err := sync.Run(p); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\n3. forecourt status --cache-path %s\n", copied)
	status := statusCommand{Cache: config.Cache{Path: copied}, Runs: 3}
	if err := status.Run(p); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\n4. The vehicles that changed last:\n")
	if err := showVehicles(p, copied); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\nAny SQLite tool reads the copy:\n"+
		"   sqlite3 %s \"SELECT make, COUNT(*), CAST(AVG(price) AS INTEGER) FROM %s GROUP BY make ORDER BY 2 DESC LIMIT 5\"\n", copied, contract.View)
	return nil
}

func showVehicles(p *program, path string) (err error) {
	store, err := cache.Open(p.ctx, path, cache.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	vehicles, err := sqlitedb.New(store.DB()).ListLatestVehicles(p.ctx, 5)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "STOCK\tYEAR\tMAKE\tMODEL\tTRIM\tCOLOR\tMILEAGE\tPRICE\tLOCATION\n")
	for _, v := range vehicles {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.StockNumber, orDash(v.Year), v.Make, v.Model,
			orDash(v.Trim), orDash(v.Color), orDash(v.Mileage), orDash(v.Price), orDash(v.Location))
	}
	return table.Flush()
}

func orDash[T any](value *T) string {
	if value == nil {
		return "-"
	}
	return fmt.Sprint(*value)
}
