package statement

import (
	"fmt"
	"strings"

	"forecourt/internal/cache"
)

// Trigger is a trigger that notices when another program changes the table, with its statement as SQLite keeps it.
type Trigger struct{ Name, Statement string }

// Create makes the trigger in the file, whatever temporary table has its table's name.
func (t Trigger) Create() string {
	return strings.Replace(t.Statement, "CREATE TRIGGER ", "CREATE TRIGGER main.", 1)
}

// Triggers returns the table's. They do nothing once a change is known, which our own writing begins with.
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

// Drop takes the trigger away.
func (t Trigger) Drop() string { return "DROP TRIGGER main." + cache.Quote(t.Name) }
