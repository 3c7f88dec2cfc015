package publication

import (
	"errors"
	"sync"

	"modernc.org/sqlite"

	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/rowset"
)

// tools are what a publication adds to SQLite: the virtual table that shows the rows, and the functions that write the
// log of changes. They serve one publication at a time.
type tools struct {
	driver *sqlite.Driver
	module intake.Module
	fields changelog.Fields
}

// idle are the tools that no publication uses now. modernc.org/sqlite keeps whatever was registered on a driver for
// the life of the program. So drivers are used again, and there are never more than publications at the same time.
var idle struct {
	sync.Mutex
	list []*tools
}

// takeTools returns tools for the rows of a table. The caller must give them back.
func takeTools(columns []rowset.Column) (*tools, error) {
	idle.Lock()
	defer idle.Unlock()
	if last := len(idle.list) - 1; last >= 0 {
		t := idle.list[last]
		idle.list = idle.list[:last]
		t.fields.Write(columns)
		return t, nil
	}
	t := &tools{driver: &sqlite.Driver{}}
	t.fields.Write(columns)
	return t, errors.Join(t.module.Register(t.driver), t.fields.Register(t.driver))
}

// giveBack makes the tools free for the next publication. The connections that used them must be closed.
func (t *tools) giveBack() {
	t.module.Forget()
	t.fields.Write(nil)
	idle.Lock()
	defer idle.Unlock()
	idle.list = append(idle.list, t)
}
