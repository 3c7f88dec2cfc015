package handover_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"forecourt/internal/feed"
	"forecourt/internal/feed/follow"
	"forecourt/internal/syncer"
)

// state returns where a reader stands.
func (n *node) state() follow.State {
	n.t.Helper()
	states := n.follower.States()
	if len(states) != 1 {
		n.t.Fatalf("the reader stands at %+v", states)
	}
	return states[0]
}

// mustKeep makes a run whose refresh cannot be handed over.
func (n *node) mustKeep() {
	n.t.Helper()
	if err := n.sync(); !errors.As(err, new(*syncer.HandOverError)) {
		n.t.Fatalf("the run ends with %v", err)
	}
}

// TestNothingIsLostWhileTheFeedIsAway: what waits is handed over by the next run, in its order, each refresh by itself.
func TestNothingIsLostWhileTheFeedIsAway(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.once()
	w.server.Stop()
	for i := range 3 {
		w.exec(fmt.Sprintf("UPDATE cars SET price = %d WHERE id %% 10 = 0", i))
		writer.mustKeep()
	}
	w.restart(writer, reader)
	writer.mustSync()
	reader.once()
	writer.mustEqual(reader)
	if got := reader.state(); got.Sequence != 4 || got.Segments != 3 || got.Snapshots != 1 {
		t.Errorf("the reader has %+v: want three segments behind the snapshot", got)
	}
}

// TestARunWithoutTheFeedIsEnough for the copy: even the first one, before there is a feed.
func TestARunWithoutTheFeedIsEnough(t *testing.T) {
	w := newWorld(t, cars...)
	w.server.Stop()
	writer := w.node()
	writer.mustKeep()
	w.exec("DELETE FROM cars WHERE id < 10")
	writer.mustKeep()
	if got := len(writer.rows()); got != 2991 {
		t.Fatalf("the copy has %d rows", got)
	}
	w.restart(writer)
	writer.mustSync()
	reader := w.node()
	reader.once()
	writer.mustEqual(reader)
}

// restart starts the feed's server again, and waits until nodes have connected again.
func (w *world) restart(nodes ...*node) {
	w.t.Helper()
	w.server.Restart()
	for _, n := range nodes {
		until(w.t, "the feed is back", n.feed.Connected)
	}
}

// copyFiles copies a cache with what is beside it.
func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	files, err := filepath.Glob(from + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(to+file[len(from):], text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAWriterDiesBeforeItKnows that the feed has its refresh: the next one does not hand it over again.
func TestAWriterDiesBeforeItKnows(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	w.server.Stop()
	w.exec("UPDATE cars SET price = 1 WHERE id < 50")
	writer.mustKeep()
	next := w.node()
	copyFiles(t, writer.cache, next.cache) // As it is before the feed says that it has the refresh.
	w.restart(writer, reader, next)
	writer.mustSync()
	next.mustSync()
	w.exec("UPDATE cars SET price = 2 WHERE id = 7")
	next.mustSync()
	reader.once()
	next.mustEqual(reader)
	if got := reader.state(); got.Sequence != 3 {
		t.Errorf("the reader has %+v: want segments 1 to 3", got)
	}
}

// TestAWriterThatWasAwayDoesNotPublishOver the one that took over: it takes the feed's state, and goes on from there.
func TestAWriterThatWasAwayDoesNotPublishOver(t *testing.T) {
	w := newWorld(t, cars...)
	old, reader := w.node(), w.node()
	old.mustSync()
	reader.once()
	next := w.node() // It has no file: it takes the feed's state instead of loading all.
	w.exec("UPDATE cars SET name = 'next' WHERE id % 3 = 0")
	next.mustSync()
	w.exec("UPDATE cars SET name = 'old' WHERE id % 5 = 0")
	if err := old.sync(); err != nil {
		t.Fatal(err)
	}
	old.mustEqual(next) // What it has copied itself is given up.
	reader.once()
	next.mustEqual(reader)
	old.mustSync()
	reader.once()
	old.mustEqual(reader)
	if got := reader.state(); got.Sequence != 3 || got.Segments != 2 {
		t.Errorf("the reader has %+v: want segments 1 to 3", got)
	}
}

// running follows until the test ends.
func (n *node) running() {
	n.t.Helper()
	ctx, cancel := context.WithCancel(n.t.Context())
	done := make(chan error, 1)
	go func() { done <- n.follower.Run(ctx) }()
	n.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			n.t.Error(err)
		}
	})
}

// until waits until something holds.
func until(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	tb.Fatal("it never holds that " + what)
}

func (n *node) reaches(sequence int64) {
	n.t.Helper()
	until(n.t, fmt.Sprintf("the reader has segment %d", sequence), func() bool {
		states := n.follower.States()
		return len(states) == 1 && states[0].Sequence >= sequence
	})
}

// stream is the feed's stream, past the program.
func (w *world) stream() (jetstream.JetStream, jetstream.Stream) {
	w.t.Helper()
	js := w.server.JetStream(w.t)
	stream, err := js.Stream(w.t.Context(), "FORECOURT_test")
	if err != nil {
		w.t.Fatal(err)
	}
	return js, stream
}

// TestAReaderFindsAGap, keeps what it has, and goes on with the snapshot that the writer makes for it.
func TestAReaderFindsAGap(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.once()
	w.exec("UPDATE cars SET price = 1 WHERE id < 20")
	writer.mustSync()
	_, stream := w.stream()
	last, err := stream.GetLastMsgForSubject(t.Context(), "forecourt.test.cars.log")
	if err == nil {
		err = stream.DeleteMsg(t.Context(), last.Sequence)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.exec("UPDATE cars SET price = 2 WHERE id < 10")
	writer.mustSync()
	reader.running()
	until(t, "the reader waits", func() bool { s := reader.follower.States(); return len(s) == 1 && s[0].Waiting })
	if got := reader.state(); got.Sequence != 1 {
		t.Errorf("the reader has %+v", got)
	}
	until(t, "the reader has gone on", func() bool { writer.mustSync(); return reader.state().Sequence >= 3 })
	writer.mustEqual(reader)
}

// TestAReaderFindsDamage in the last segment, at which the writer begins anew.
func TestAReaderFindsDamage(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.running()
	reader.reaches(1)
	js, _ := w.stream()
	if _, err := js.Publish(t.Context(), "forecourt.test.cars.log", []byte("This is no segment at all, but it is long enough to be one.")); err != nil {
		t.Fatal(err)
	}
	until(t, "the reader waits", func() bool { return reader.follower.States()[0].Waiting })
	w.exec("UPDATE cars SET price = 3")
	writer.mustSync()
	reader.reaches(1_000_000)
	writer.mustEqual(reader)
}

// TestAReadersFileWasEdited by another program: the reader makes it right again.
func TestAReadersFileWasEdited(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.once()
	if _, err := openDB(t, reader.cache).ExecContext(t.Context(), "UPDATE cars SET price = -1 WHERE id < 100"); err != nil {
		t.Fatal(err)
	}
	w.exec("UPDATE cars SET name = 'x' WHERE id = 2000")
	writer.mustSync()
	reader.once()
	writer.mustEqual(reader)
}

// TestAnotherFeedIsNoticed: one of the same name, that was made anew.
func TestAnotherFeedIsNoticed(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	for i := range 5 {
		w.exec(fmt.Sprintf("UPDATE cars SET price = %d WHERE id = 3", i))
		writer.mustSync()
	}
	reader.once()
	js, _ := w.stream()
	if err := js.DeleteStream(t.Context(), "FORECOURT_test"); err != nil {
		t.Fatal(err)
	}
	next := w.node()
	w.exec("UPDATE cars SET price = 99 WHERE id = 3")
	next.mustSync()
	reader.once()
	next.mustEqual(reader)
}

// TestOtherColumnsReplaceAllRows.
func TestOtherColumnsReplaceAllRows(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.once()
	w.exec("ALTER TABLE cars RENAME COLUMN x TO y", "ALTER TABLE cars ADD COLUMN x TEXT DEFAULT 'new'")
	writer.mustSync()
	w.exec("UPDATE cars SET y = 5 WHERE id < 9")
	writer.mustSync()
	reader.once()
	writer.mustEqual(reader)
	if got := reader.state(); got.Snapshots != 2 || got.Segments != 1 {
		t.Errorf("the reader has %+v", got)
	}
}

// TestValuesThatSQLiteConverts: such a view has no reliable hashes, and is handed over as snapshots.
func TestValuesThatSQLiteConverts(t *testing.T) {
	w := newWorld(t, "CREATE TABLE base (id INTEGER PRIMARY KEY, name TEXT, price, x)", "INSERT INTO base VALUES (1, 'a', '7', 1), (2, 'b', 8, 1.5)",
		"CREATE TABLE typed (id INTEGER PRIMARY KEY, name TEXT, price INTEGER, x)", "CREATE VIEW cars AS SELECT * FROM typed UNION ALL SELECT * FROM base")
	w.views = []syncer.View{{Name: "cars", Key: []string{"id"}}}
	writer, reader := w.node(), w.node()
	for i := range 3 {
		w.exec(fmt.Sprintf("UPDATE base SET price = '%d' WHERE id = 1", i))
		writer.mustSync()
		reader.once()
		writer.mustEqual(reader)
	}
}

// TestAReaderIsToldThatNothingHasChanged.
func TestAReaderIsToldThatNothingHasChanged(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.running()
	reader.reaches(1)
	first := reader.state().AsOf
	writer.mustSync()
	until(t, "the reader is as fresh as the writer", func() bool { return reader.state().AsOf.After(first) })
	if got := reader.state(); got.Sequence != 1 {
		t.Errorf("the reader has %+v", got)
	}
}

// TestSnapshotsFollow when segments outweigh the last one, and what they contain is given up.
func TestSnapshotsFollow(t *testing.T) {
	w := newWorld(t, cars...)
	writer := w.node()
	writer.mustSync()
	f := w.feed()
	if _, err := f.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	newest := func() *feed.Snapshot {
		head, err := f.Head(t.Context(), "cars")
		if err != nil || head.Snapshot == nil {
			t.Fatalf("%+v, %v", head, err)
		}
		return head.Snapshot
	}
	first := newest()
	for i := 0; newest().Object == first.Object; i++ {
		if i == 50 {
			t.Fatal("there is no other snapshot")
		}
		w.exec("UPDATE cars SET name = hex(randomblob(20)) WHERE id % 3 = 0")
		writer.mustSync()
	}
	reader := w.node()
	reader.once()
	writer.mustEqual(reader)
}
