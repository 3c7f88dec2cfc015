package chaos

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"forecourt/internal/demo"
	"forecourt/internal/process"
)

const (
	// firstMarker is the id of the first marked vehicle, and firstNew the id of the first vehicle that is added later.
	firstMarker = 20_000_001
	firstNew    = 10_000_000
	// commitEvery is the pause between two commits at the source.
	commitEvery = 200 * time.Millisecond
)

// commits has the time of every commit at the source.
type commits struct {
	mu sync.Mutex
	at []time.Time
}

func (c *commits) add(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = append(c.at, at)
}

// all returns the times. Commit n is at index n-1.
func (c *commits) all() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at[:len(c.at):len(c.at)]
}

// fill creates the stock and the user of the writers.
func (c *chaos) fill(ctx context.Context) (err error) {
	if c.source, err = c.mysql.Open(ctx, "vehicles_db"); err != nil {
		return err
	}
	var script strings.Builder
	if err := demo.WriteMySQL(&script, demo.New(1, time.Now()), c.Vehicles); err != nil {
		return err
	}
	statements := append(strings.Split(strings.TrimSpace(script.String()), ";\n"), "CREATE USER chaos IDENTIFIED BY 'chaos'", "GRANT SELECT ON vehicles_db.vehicles_stock TO chaos")
	if c.Cursor {
		statements = append(statements, "CREATE INDEX updated_at ON stock (updated_at)")
	}
	for i := range markers {
		statements = append(statements, fmt.Sprintf("INSERT INTO stock (id, stock_number, make, model, price, status, updated_at) VALUES (%d, 'M%d', '%s', 'Marker', 0, 'available', NOW(6))",
			firstMarker+i, i, markerMake))
	}
	for _, statement := range statements {
		if _, err := c.source.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("make the stock: %.100s: %w", statement, err)
		}
	}
	return nil
}

// change commits again and again. Each commit sets the price of the marked vehicles to its number, changes a few
// others, and adds one. It also removes one, unless the refreshes go by a cursor.
func (c *chaos) change(ctx context.Context) {
	for n := 1; process.Pause(ctx, commitEvery); n++ {
		if err := c.commit(ctx, n); err != nil {
			if ctx.Err() == nil {
				c.fault("the source was not changed: %v", err)
			}
			return
		}
		c.commits.add(time.Now())
	}
}

func (c *chaos) commit(ctx context.Context, n int) error {
	tx, err := c.source.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	statements := []string{
		fmt.Sprintf("UPDATE stock SET price = %d, updated_at = NOW(6) WHERE id >= %d", n, firstMarker),
		fmt.Sprintf("UPDATE stock SET mileage = COALESCE(mileage, 0) + 1, updated_at = NOW(6) WHERE id BETWEEN %d AND %d", n%max(1, c.Vehicles-10), n%max(1, c.Vehicles-10)+9),
		fmt.Sprintf("INSERT INTO stock (id, stock_number, make, model, status, updated_at) VALUES (%d, 'S%d', 'Toyota', 'Camry', 'available', NOW(6))", firstNew+n, n),
	}
	if !c.Cursor { // Such refreshes would see it only when all is read again.
		statements = append(statements, fmt.Sprintf("DELETE FROM stock WHERE id = %d", firstNew+n-50))
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			_ = tx.Rollback() // The first error says more.
			return err
		}
	}
	return tx.Commit()
}
