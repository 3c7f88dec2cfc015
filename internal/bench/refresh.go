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

// refreshes are the shares of the rows, in percent, that change before a refresh.
var refreshes = []int{0, 1, 10, 100}

// scaled holds the measurements at one number of rows.
type scaled struct {
	*bench
	db              *sql.DB
	database, cache string
	rows            int
	importer        importer
	// imported is nil if the importer's programs are not installed.
	drain, checksum, first, imported *result
	// refreshed has a result for each of refreshes.
	refreshed []*result
}

// scale measures everything at one number of rows. The first result is the drain.
func (b *bench) scale(ctx context.Context, rows, repeat int) (results []*result, err error) {
	s := &scaled{bench: b, database: fmt.Sprintf("bench_%d", rows), rows: rows}
	if s.db, err = b.fill(ctx, s.database, rows); err != nil {
		return nil, err
	}
	defer func() {
		_, dropErr := s.db.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+s.database)
		err = errors.Join(err, dropErr, s.db.Close())
	}()
	s.cache = filepath.Join(b.dir, s.database+".db")
	results = s.results()
	for round := range repeat + 1 {
		// In the last round another connection reads the copy during the refresh, so that round's times do not count.
		b.say("%d rows, round %d of %d", rows, round+1, repeat+1)
		if err := s.round(ctx, round, round == repeat); err != nil {
			return nil, err
		}
	}
	if repeat > 1 {
		row, err := b.inARow(ctx, s.db, s.database, s.cache, rows)
		if err != nil {
			return nil, err
		}
		results = append(results, row...)
	}
	return results, removeCache(s.cache)
}

// results returns the measurements in the order of the table.
func (s *scaled) results() []*result {
	s.drain, s.first = &result{name: "drain of the SELECT"}, &result{name: "first load, with its indexes"}
	s.checksum = &result{name: "a checksum of the rows, computed by the server"}
	list := []*result{s.drain, s.first}
	for _, percent := range refreshes {
		s.refreshed = append(s.refreshed, &result{name: fmt.Sprintf("refresh, %d %% changed", percent)})
	}
	list = append(append(list, s.refreshed...), s.checksum)
	var installed bool
	if s.importer, installed = findImporter(); installed {
		s.imported = &result{name: "MySQL's client into sqlite3's .import, without indexes"}
		list = append(list, s.imported)
	}
	return list
}

// round measures each thing once. A watched round counts only the pauses of the reader.
func (s *scaled) round(ctx context.Context, round int, watched bool) error {
	if err := s.before(ctx, watched); err != nil {
		return err
	}
	load := s.first
	if watched {
		load = &result{name: s.first.name}
	} else if err := s.others(ctx); err != nil {
		return err
	}
	if err := removeCache(s.cache); err != nil {
		return err
	}
	if err := s.sync(ctx, load, s.database, s.cache, fmt.Sprintf(`"inserted":%d,`, s.rows)); err != nil {
		return err
	}
	for i, percent := range refreshes {
		if err := s.before(ctx, watched); err != nil {
			return err
		}
		if err := s.refresh(ctx, s.db, s.refreshed[i], s.database, s.cache, s.rows*percent/100, percent, round, watched); err != nil {
			return err
		}
	}
	return nil
}

// others measures what the product is compared with.
func (s *scaled) others(ctx context.Context) error {
	begin := time.Now()
	var counted int
	var sum string
	if err := s.db.QueryRowContext(ctx, benchsql.Statement("checksum")).Scan(&counted, &sum); err != nil {
		return err
	}
	s.checksum.wall = append(s.checksum.wall, time.Since(begin))
	if counted != s.rows {
		return fmt.Errorf("the checksum is of %d rows", counted)
	}
	if s.imported == nil {
		return nil
	}
	return s.importer.load(ctx, s.bench, s.imported, s.database, s.cache+".import")
}

// timesInARow is how often the copy is refreshed in a row, to show whether the cost of one refresh adds up for the next
// ones.
const timesInARow = 40

// inARow refreshes one copy repeatedly. It returns the median and the slowest refresh.
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

// before measures the drain just before each other measurement, so that a disturbance of the machine shows in both. A
// watched round does not measure it.
func (s *scaled) before(ctx context.Context, watched bool) error {
	if watched {
		return nil
	}
	wall, err := drainView(ctx, s.db, s.rows)
	s.drain.wall = append(s.drain.wall, wall)
	return err
}

// refresh changes a share of the rows, spread over the table. It measures the sync, or what a reader sees meanwhile.
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

// readEvery is the time between two reads, long enough to leave the processor to the sync.
const readEvery = 5 * time.Millisecond

// watchReads reads a row of the copy in a loop, and no read may fail. Undisturbed, a read takes less than a
// millisecond, so anything longer is a pause.
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
