package handover_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"forecourt/internal/feed"
	"forecourt/internal/syncer"
)

// TestReadersHaveWhatWasPublished: whatever the source, the writers and the feed do, each content that a reader ever
// has is one that a writer has published, in the same order, and in the end all have the last one.
func TestReadersHaveWhatWasPublished(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			newHistory(t, seed).run(30)
		})
	}
}

// history is a world in which things happen at random.
type history struct {
	*world
	random           *rand.Rand
	writers, readers []*node
	away             bool
}

func newHistory(t *testing.T, seed uint64) *history {
	t.Helper()
	h := &history{world: newWorld(t, cars...), random: rand.New(rand.NewPCG(seed, 11))}
	for range 2 {
		h.writers, h.readers = append(h.writers, h.node()), append(h.readers, h.node())
	}
	return h
}

func (h *history) run(steps int) {
	for range steps {
		switch h.random.IntN(10) {
		case 0, 1, 2:
			h.change()
		case 3, 4, 5:
			h.write(h.writers[h.random.IntN(2)])
		case 6, 7, 8:
			h.read(h.readers[h.random.IntN(2)])
		default:
			h.toggle()
		}
	}
	if h.away {
		h.toggle()
	}
	h.change()
	for range 2 { // A writer that was away takes the feed's state in its first run, and copies in its second.
		h.write(h.writers[0])
	}
	for _, reader := range h.readers {
		h.read(reader)
		h.writers[0].mustEqual(reader)
	}
	h.check()
}

func (h *history) change() {
	part := fmt.Sprintf("abs(random()) %% %d = 0", []int{2, 50, 1000}[h.random.IntN(3)])
	switch h.random.IntN(4) {
	case 0:
		h.exec("DELETE FROM cars WHERE "+part, "INSERT OR IGNORE INTO cars SELECT id + 3000, 'again', 1, NULL FROM cars WHERE "+part)
	case 1:
		h.exec("UPDATE OR IGNORE cars SET id = id + 1 WHERE " + part)
	case 2:
		h.exec("UPDATE cars SET x = hex(randomblob(9)) WHERE " + part)
	default:
		h.exec("UPDATE cars SET price = abs(random()) % 1000 / 7.0 WHERE " + part)
	}
}

// write makes a run.
func (h *history) write(writer *node) {
	h.t.Helper()
	if err := writer.sync(); err != nil && (!h.away || !errors.As(err, new(*syncer.HandOverError))) {
		h.t.Fatal(err)
	}
}

// read follows.
func (h *history) read(reader *node) {
	h.t.Helper()
	err := reader.follower.Once(h.t.Context())
	if h.away || errors.Is(err, feed.ErrAbsent) {
		return
	}
	if err != nil {
		h.t.Fatal(err)
	}
	if len(reader.follower.States()) > 0 {
		reader.rows()
	}
}

// check finds out whether the feed tells one history, and whether each content that the readers had is of it.
func (h *history) check() {
	h.t.Helper()
	f := h.feed()
	if _, err := f.Open(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	head, err := f.Head(h.t.Context(), "cars")
	if err != nil {
		h.t.Fatal(err)
	}
	var published []string
	last := feed.Header{}
	err = f.Read(h.t.Context(), 0, func(m feed.Message) error {
		if s := m.Segment; s != nil {
			if s.Sequence != last.Sequence+1 || !s.Reset() && s.Before != last.After {
				h.t.Errorf("behind segment %d, which leads to %s, comes %d, which follows on %s", last.Sequence, last.After, s.Sequence, s.Before)
			}
			last, published = s.Header, append(published, s.After)
		}
		if m.Position >= head.Position {
			return io.EOF
		}
		return m.Err
	})
	if !errors.Is(err, io.EOF) {
		h.t.Fatal(err)
	}
	for _, reader := range h.readers {
		at := 0
		for _, fingerprint := range h.fingerprints(reader) {
			next := slices.Index(published[at:], fingerprint)
			if next < 0 {
				h.t.Fatalf("a reader had the content %s, which was not published behind the one that it had before", fingerprint)
			}
			at += next
		}
	}
}

// fingerprints returns the contents that a copy had, none before there is one.
func (h *history) fingerprints(n *node) (all []string) {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+n.cache+"?mode=ro")
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(h.t.Context(), "SELECT fingerprint FROM forecourt_sync_runs WHERE fingerprint IS NOT NULL ORDER BY id")
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var fingerprint string
		if err := rows.Scan(&fingerprint); err != nil {
			h.t.Fatal(err)
		}
		all = append(all, fingerprint)
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return all
}

// toggle stops the feed, or starts it again.
func (h *history) toggle() {
	if h.away = !h.away; h.away {
		h.server.Stop()
		return
	}
	h.restart(slices.Concat(h.writers, h.readers)...)
}
