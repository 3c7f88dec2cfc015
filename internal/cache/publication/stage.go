package publication

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/rowset"
)

// maxMasks is how many sets of changed columns get an UPDATE statement of their own.
const maxMasks = 32

// stage reads all rows, and calls differs for those that are new or have other values than the copy. Rows that the copy
// already has are dropped. The rows of the copy are read on a connection of their own, as those of the hashes are.
func (p *publication) stage(ctx context.Context, differs func(key []rowset.Value, row *staging.Row) error) (err error) {
	standing, err := p.openStanding(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, standing.Close()) }()
	s := stager{Standing: standing, p: p, width: len(p.Columns)}
	if p.Log {
		s.old = func(column int, value rowset.Value) { s.row.Old = p.tools.fields.Append(s.row.Old, column, value) }
	}
	return p.eachIncoming(func(batch *rowset.Batch, i int) error {
		different, err := s.compare(batch, i)
		if err != nil || !different {
			return err
		}
		return differs(s.key, &s.row)
	})
}

// eachIncoming calls visit with every row that the intake would show.
func (p *publication) eachIncoming(visit func(batch *rowset.Batch, i int) error) error {
	for {
		batch, err := p.in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			p.stream.Err = err
			return err
		}
		for i := range batch.Len() {
			if err := visit(batch, i); err != nil {
				return err
			}
		}
	}
}

func (p *publication) openStanding(ctx context.Context) (*staging.Standing, error) {
	standing, err := staging.OpenStanding(ctx, p.cache.ReadURI(), p.sql.SelectFrom(), p.sql.Keys)
	if err != nil || p.sql.Exact() {
		return standing, err
	}
	if err := standing.Convert(ctx, len(p.Columns), p.sql.CreateStored(), p.sql.KeepStored(), p.sql.SelectStored()); err != nil {
		return nil, errors.Join(err, standing.Close())
	}
	return standing, nil
}

// stager compares incoming rows with those of the copy.
type stager struct {
	*staging.Standing
	p     *publication
	width int
	key   []rowset.Value
	sent  []byte
	held  []byte
	// old appends an old value to row.Old. It is nil if nobody wants them.
	old func(column int, value rowset.Value)
	row staging.Row
}

// compare fills in row, and reports whether it must be written.
func (s *stager) compare(batch *rowset.Batch, i int) (bool, error) {
	row := &s.row
	hash, stable := batch.Hash(i)
	if row.Hash = hash; !stable {
		row.Hash = rowset.Hash{}
	}
	s.readKey(batch, i)
	s.sent = rowhash.AppendKeys(s.sent[:0], s.key)
	row.Key, s.held = s.sent, append(s.held[:0], s.sent...)
	if !s.p.sql.Exact() {
		stored, err := s.Stored(batch.Read(i))
		if err != nil {
			return false, err
		}
		batch, i = stored, 0
		s.readKey(batch, i)
		s.held = rowhash.AppendKeys(s.held[:0], s.key)
	}
	row.Encoding, row.Mask, row.Old = batch.Encoding(i), row.Mask[:0], row.Old[:0]
	found, err := s.Find(s.key, s.held)
	if err != nil {
		return false, err
	}
	if row.New = !found; row.New {
		return true, nil
	}
	mask, different := s.Differ(batch.Read(i), row.Mask, s.width, s.old)
	row.Mask = mask
	if different && s.old != nil {
		row.Old = append(row.Old, '}')
		row.Old[0] = '{' // It was the comma before the first value.
	}
	return different, nil
}

func (s *stager) readKey(batch *rowset.Batch, i int) {
	s.key = s.key[:0]
	for _, at := range s.p.sql.Keys {
		s.key = append(s.key, batch.At(i, at))
	}
}

// staged are the rows to write.
type staged struct {
	*staging.File
	// masks are the sets of columns that differ, at most maxMasks + 1 of them.
	masks map[string]bool
	// ordered means that each key is greater than the one before.
	ordered bool
	last    []byte
}

func (p *publication) newStaged() *staged {
	open := func() (*os.File, error) { return p.cache.UnnamedFile() }
	return &staged{File: staging.NewFile(open), masks: map[string]bool{}, ordered: true}
}

func (s *staged) add(row *staging.Row) error {
	s.ordered = s.ordered && (s.Rows == 0 || bytes.Compare(row.Key, s.last) > 0)
	s.last = append(s.last[:0], row.Key...)
	if !row.New && len(s.masks) <= maxMasks && !s.masks[string(row.Mask)] {
		s.masks[string(row.Mask)] = true
	}
	return s.Add(row)
}

// hashes returns the keys and hashes of the rows, in the order in which they came.
func (s *staged) hashes() (rowhash.Rows, error) {
	in, err := s.Read(0)
	if err != nil {
		return nil, err
	}
	return func() ([]byte, rowset.Hash, error) {
		row, err := in.Next()
		if err != nil {
			return nil, rowset.Hash{}, err
		}
		return row.Key, row.Hash, nil
	}, nil
}

// batchesAhead is how many batches of staged rows are prepared before SQLite asks for them.
const batchesAhead = 4

// batches turns the rows behind the first skip ones into batches of so many columns, in a goroutine of its own. add
// appends a row to the batch, or leaves it out. The caller calls stop when it needs no more batches.
func (s *staged) batches(skip int64, width int, add func(*rowset.Batch, *staging.Row) error) (rows rowset.Rows, stop func(), err error) {
	in, err := s.Read(skip)
	if err != nil {
		return nil, nil, err
	}
	rows, stop = rowset.Ahead(batchesAhead, width, func(batch *rowset.Batch) error {
		for !batch.Full() {
			row, err := in.Next()
			if errors.Is(err, io.EOF) && batch.Len() > 0 {
				return nil
			}
			if err == nil {
				err = add(batch, row)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return rows, stop, nil
}
