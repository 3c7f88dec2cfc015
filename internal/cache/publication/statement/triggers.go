package statement

import (
	"fmt"
	"strings"

	"forecourt/internal/cache"
)

// Trigger is a trigger that notices when another program changes the table. Statement has the form in which SQLite
// keeps it.
type Trigger struct{ Name, Statement string }

// Create creates the trigger in the file, even if a temporary table has the same name as its table.
func (t Trigger) Create() string {
	return strings.Replace(t.Statement, "CREATE TRIGGER ", "CREATE TRIGGER main.", 1)
}

// Triggers returns the triggers of the table. They do nothing once a change is recorded, so a run records one before
// it writes.
func (t *Table) Triggers() []Trigger {
	var all []Trigger
	view := "'" + strings.ReplaceAll(t.Name, "'", "''") + "'"
	for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
		name := cache.EditedTriggers + strings.ToLower(event) + "_" + t.Name
		all = append(all, Trigger{name, fmt.Sprintf(
			"CREATE TRIGGER %s AFTER %s ON %s WHEN (SELECT shape FROM forecourt_hashed_views WHERE view = %[4]s) IS NOT NULL BEGIN UPDATE forecourt_hashed_views SET shape = NULL WHERE view = %[4]s; END",
			cache.Quote(name), event, cache.Quote(t.Name), view)})
	}
	return all
}

// Drop drops the trigger.
func (t Trigger) Drop() string { return "DROP TRIGGER main." + cache.Quote(t.Name) }
