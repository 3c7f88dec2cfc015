package cache_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"forecourt/internal/cache"
)

// clock is a clock that tests set.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// flipUnseen flips a bit, and leaves the file's time as it was: a disk that fails tells nobody.
func flipUnseen(t *testing.T, path string, at int) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var b [1]byte
	if _, err := file.ReadAt(b[:], int64(at)); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1
	if _, err := file.WriteAt(b[:], int64(at)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, info.ModTime()); err != nil {
		t.Fatal(err)
	}
}

// patrolled is a sealed file that a program runs on again and again, with a reader that keeps it open.
type patrolled struct {
	path   string
	clock  *clock
	patrol *cache.Patrol
	reader *sql.DB
}

func newPatrolled(t *testing.T, read bool) *patrolled {
	t.Helper()
	p := &patrolled{path: sealed(t), clock: &clock{time.Unix(1_800_000_000, 0)}}
	p.patrol = cache.NewPatrol(p.path, true, p.clock.Now)
	if read {
		c, err := cache.Open(t.Context(), p.path, cache.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		p.reader = c.DB()
		var n int
		if err := p.reader.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM forecourt_filler").Scan(&n); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// run does what a run does: it examines the file, writes, moves the log into the file, and seals it.
func (p *patrolled) run(t *testing.T, between func(), statements ...string) {
	t.Helper()
	inspect := func(context.Context, *cache.Cache) error { return nil }
	c, err := cache.OpenForRun(t.Context(), p.path, cache.Options{Patrol: p.patrol}, inspect)
	if err != nil {
		t.Fatal(err)
	}
	if c.Damage() != nil {
		t.Fatalf("the file is said to be damaged: %v", c.Damage())
	}
	conn, err := c.DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, statement := range statements {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		if between != nil && i == 0 {
			between()
		}
	}
	if err := errors.Join(c.Checkpoint(t.Context(), conn), conn.Close(), c.RecordRun(t.Context(), cache.Run{View: "cars", Outcome: "unchanged", Mode: "snapshot"})); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Close(), p.patrol.Seal(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// sameAsWhole compares the seal with one that is made of all pages.
func (p *patrolled) sameAsWhole(t *testing.T, what string) {
	t.Helper()
	read := func() []byte {
		data, err := os.ReadFile(p.path + ".seal")
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	got := read()
	if err := cache.Seal(t.Context(), p.path); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, read()) {
		t.Fatalf("%s: the seal is not that of the file", what)
	}
}

// TestPatrolSealsWhatRunsHaveWritten makes random runs, with a reader that keeps the file open and without one. Each
// seal must be the one that reading all pages gives, and the runs must find the file whole.
func TestPatrolSealsWhatRunsHaveWritten(t *testing.T) {
	for _, read := range []bool{false, true} {
		t.Run(fmt.Sprintf("reader %v", read), func(t *testing.T) {
			p := newPatrolled(t, read)
			random := rand.New(rand.NewPCG(1, 2))
			for n := range 60 {
				p.clock.now = p.clock.now.Add(time.Duration(random.IntN(5000)) * time.Millisecond)
				statement := []string{
					"INSERT INTO forecourt_filler VALUES (hex(randomblob(%d)))", "DELETE FROM forecourt_filler WHERE rowid %% 7 = %d",
					"UPDATE forecourt_filler SET text = hex(randomblob(%d)) WHERE rowid = (SELECT MAX(rowid) FROM forecourt_filler)",
					"VACUUM -- %d", "SELECT %d",
				}[random.IntN(5)]
				var between func()
				if random.IntN(3) == 0 { // Another program writes, and moves the log into the file.
					between = func() {
						edit(t, p.path, fmt.Sprintf("INSERT INTO forecourt_filler VALUES (hex(randomblob(%d)))", random.IntN(30_000)), "PRAGMA wal_checkpoint(TRUNCATE)")
					}
				}
				p.run(t, between, fmt.Sprintf(statement, 1+random.IntN(60_000)), "INSERT INTO forecourt_filler VALUES (hex(randomblob(100)))")
				p.sameAsWhole(t, fmt.Sprintf("run %d, %s", n, statement))
			}
		})
	}
}

// TestPatrolReadsAllPagesInItsRound flips a bit on a page that no run touches: the runs of a minute find it.
func TestPatrolReadsAllPagesInItsRound(t *testing.T) {
	p := newPatrolled(t, true)
	p.run(t, nil, "INSERT INTO forecourt_filler VALUES (hex(zeroblob(400000)))")
	for range 3 {
		p.clock.now = p.clock.now.Add(time.Second)
		p.run(t, nil, "SELECT 1")
	}
	info, err := os.Stat(p.path)
	if err != nil {
		t.Fatal(err)
	}
	const pageSize = 8192
	flipUnseen(t, p.path, int(info.Size()/pageSize/2)*pageSize+100)
	for second := range 61 {
		p.clock.now = p.clock.now.Add(time.Second)
		state, err := p.patrol.Examine(t.Context())
		if errors.Is(err, cache.ErrDamaged) {
			return
		}
		if err != nil || state != cache.Whole {
			t.Fatalf("after %d seconds: %v, %v", second, state, err)
		}
	}
	t.Error("the damage was not found within a minute")
}

// TestPatrolReadsWhatChanged flips a bit on a page that the last run wrote: the next look finds it at once.
func TestPatrolReadsWhatChanged(t *testing.T) {
	p := newPatrolled(t, true)
	p.run(t, nil, "INSERT INTO forecourt_filler VALUES (hex(zeroblob(400000)))")
	looking := cache.NewPatrol(p.path, false, p.clock.Now)
	if state, err := looking.Examine(t.Context()); state != cache.Whole || err != nil {
		t.Fatal(state, err)
	}
	p.run(t, nil, "INSERT INTO forecourt_filler VALUES (hex(randomblob(9000)))")
	info, err := os.Stat(p.path)
	if err != nil {
		t.Fatal(err)
	}
	if state, err := looking.Examine(t.Context()); state != cache.Whole || err != nil {
		t.Fatal(state, err)
	}
	flipUnseen(t, p.path, int(info.Size())-100) // The last page holds the new row.
	if _, err := looking.Examine(t.Context()); !errors.Is(err, cache.ErrDamaged) {
		t.Errorf("the reader's patrol: %v", err)
	}
	if _, err := p.patrol.Examine(t.Context()); !errors.Is(err, cache.ErrDamaged) {
		t.Errorf("the run's patrol: %v", err)
	}
}

// TestPatrolNoticesOtherPrograms between two runs.
func TestPatrolNoticesOtherPrograms(t *testing.T) {
	for name, statements := range map[string][]string{
		"an index":                            {"CREATE INDEX mine ON forecourt_filler (text)"},
		"an index, and the log is moved":      {"CREATE INDEX mine ON forecourt_filler (text)", "PRAGMA wal_checkpoint(TRUNCATE)"},
		"a table, and the log is begun again": {"CREATE TABLE mine (a)", "PRAGMA wal_checkpoint(RESTART)"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPatrolled(t, true)
			for range 2 {
				p.clock.now = p.clock.now.Add(time.Second)
				p.run(t, nil, "INSERT INTO forecourt_filler VALUES ('a')")
			}
			edit(t, p.path, statements...)
			if state, err := p.patrol.Examine(t.Context()); state != cache.Edited || err != nil {
				t.Errorf("%v, %v", state, err)
			}
			p.run(t, nil, "INSERT INTO forecourt_filler VALUES ('b')")
			p.sameAsWhole(t, name)
		})
	}
}
