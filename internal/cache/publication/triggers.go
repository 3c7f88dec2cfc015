package publication

import (
	"context"
	"slices"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/statement"
)

// triggers returns the triggers on the copy that notice changes by other programs.
func (p *publication) triggers(ctx context.Context) ([]statement.Trigger, error) {
	all, err := sqlitedb.New(p.conn).ListTriggers(ctx, cache.EditedTriggers)
	var found []statement.Trigger
	for _, row := range all {
		if strings.EqualFold(row.TblName, p.View) {
			found = append(found, statement.Trigger{Name: row.Name, Statement: row.Statement})
		}
	}
	return found, err
}

// keepTriggers creates the triggers that are missing or that another version has created. If the schema does not
// change, the statements that other programs have prepared stay valid.
func (p *publication) keepTriggers(ctx context.Context) error {
	standing, err := p.triggers(ctx)
	if err != nil {
		return err
	}
	wanted := p.sql.Triggers()
	if slices.Equal(standing, slices.SortedFunc(slices.Values(wanted), func(a, b statement.Trigger) int { return strings.Compare(a.Name, b.Name) })) {
		return nil
	}
	if err := p.dropTriggers(ctx); err != nil {
		return err
	}
	for _, trigger := range wanted {
		if err := p.exec(ctx, trigger.Create()); err != nil {
			return err
		}
	}
	return nil
}

// dropTriggers drops these triggers, so that they do not notice our own changes.
func (p *publication) dropTriggers(ctx context.Context) error {
	standing, err := p.triggers(ctx)
	if err != nil {
		return err
	}
	for _, trigger := range standing {
		if err := p.exec(ctx, trigger.Drop()); err != nil {
			return err
		}
	}
	return nil
}
