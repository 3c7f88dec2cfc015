package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	benchsql "forecourt/sql/bench"
)

// refreshes are the parts of the rows that change before a refresh, in percent.
var refreshes = []int{0, 1, 10, 100}

// scale measures everything at one number of rows. The first result is the drain.
func (b *bench) scale(ctx context.Context, rows, repeat int) (results []*result, err error) {
	database := fmt.Sprintf("bench_%d", rows)
	db, err := b.fill(ctx, database, rows)
	if err != nil {
		return nil, err
	}
	defer func() {
		_, dropErr := db.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+database)
		err = errors.Join(err, dropErr, db.Close())
	}()
	cache := filepath.Join(b.dir, database+".db")
	drain, first := &result{name: "drain of the SELECT"}, &result{name: "first load, with its indexes"}
	results = []*result{drain, first}
	for _, percent := range refreshes {
		results = append(results, &result{name: fmt.Sprintf("refresh, %d %% changed", percent)})
	}
	importer, installed := findImporter()
	imported := &result{name: "MySQL's client into sqlite3's .import, without indexes"}
	if installed {
		results = append(results, imported)
	}
	for round := range repeat + 1 {
		// In the last round another connection reads the copy while it is refreshed; that round's times do not count.
		watched := round == repeat
		b.say("%d rows, round %d of %d", rows, round+1, repeat+1)
		if err := b.drain(ctx, db, drain, rows, watched); err != nil {
			return nil, err
		}
		if err := removeCache(cache); err != nil {
			return nil, err
		}
		if installed && !watched {
			if err := importer.load(ctx, b, imported, database, cache+".import"); err != nil {
				return nil, err
			}
		}
		load := first
		if watched {
			load = &result{name: first.name}
		}
		if err := b.sync(ctx, load, database, cache, fmt.Sprintf(`"inserted":%d,`, rows)); err != nil {
			return nil, err
		}
		for i, percent := range refreshes {
			if err := b.drain(ctx, db, drain, rows, watched); err != nil {
				return nil, err
			}
			if err := b.refresh(ctx, db, results[2+i], database, cache, rows*percent/100, percent, round, watched); err != nil {
				return nil, err
			}
		}
	}
	if repeat > 1 {
		row, err := b.inARow(ctx, db, database, cache, rows)
		if err != nil {
			return nil, err
		}
		results = append(results, row...)
	}
	return results, removeCache(cache)
}

// timesInARow is how often the copy is refreshed in a row: what one leaves for the next must not add up.
const timesInARow = 40

// inARow measures refreshes of one copy in a row, and returns the median and the slowest.
func (b *bench) inARow(ctx context.Context, db *sql.DB, database, cache string, rows int) ([]*result, error) {
	if err := removeCache(cache); err != nil {
		return nil, err
	}
	if err := b.sync(ctx, &result{}, database, cache, fmt.Sprintf(`"inserted":%d,`, rows)); err != nil {
		return nil, err
	}
	middle := &result{name: fmt.Sprintf("%d refreshes in a row, 1 %% changed each: the median", timesInARow)}
	for i := range timesInARow {
		b.say("refresh %d of %d", i+1, timesInARow)
		if err := b.refresh(ctx, db, middle, database, cache, rows/100, 1, i, false); err != nil {
			return nil, err
		}
	}
	slowest := *middle
	slowest.name, slowest.wall = "the slowest of them", []time.Duration{slices.Max(middle.wall)}
	return []*result{middle, &slowest}, nil
}

// drain measures the drain, before each of the others, so that what disturbs one disturbs the other; not in the round that is watched.
func (b *bench) drain(ctx context.Context, db *sql.DB, r *result, rows int, watched bool) error {
	if watched {
		return nil
	}
	wall, err := drainView(ctx, db, rows)
	r.wall = append(r.wall, wall)
	return err
}

// refresh changes a part of the rows, spread over the table, and measures the sync, or what a reader sees meanwhile.
func (b *bench) refresh(ctx context.Context, db *sql.DB, r *result, database, cache string, changed, percent, round int, watched bool) error {
	if changed > 0 {
		every := 100 / percent
		_, err := db.ExecContext(ctx, benchsql.Statement("change"), every, round%every, changed)
		if err != nil {
			return err
		}
	}
	want := fmt.Sprintf(`"updated":%d,`, changed)
	if !watched {
		return b.sync(ctx, r, database, cache, want)
	}
	reads := make(chan watch, 1)
	watchCtx, stop := context.WithCancel(ctx)
	go func() { reads <- watchReads(watchCtx, cache) }()
	err := b.sync(ctx, &result{name: r.name}, database, cache, want)
	stop()
	seen := <-reads
	r.pause = seen.longest
	return errors.Join(err, seen.err)
}

// watch is what a reader saw.
type watch struct {
	longest time.Duration
	err     error
}

// readEvery is the time between the reads: they take little of the processor.
const readEvery = 5 * time.Millisecond

// watchReads reads a row of the copy in a loop: no read may fail. Such a read takes less than a millisecond by itself, so that what it takes
// longer is a pause.
func watchReads(ctx context.Context, cache string) (w watch) {
	db, err := sql.Open("sqlite", "file:"+cache+"?mode=ro")
	if err != nil {
		return watch{err: err}
	}
	defer func() { w.err = errors.Join(w.err, db.Close()) }()
	for ctx.Err() == nil {
		begin := time.Now()
		var stock string
		err := db.QueryRow(benchsql.Statement("read")).Scan(&stock)
		if err != nil {
			w.err = fmt.Errorf("a reader of the copy: %w", err)
			return w
		}
		w.longest = max(w.longest, time.Since(begin))
		time.Sleep(readEvery)
	}
	return w
}
