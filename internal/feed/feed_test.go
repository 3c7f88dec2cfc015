package feed_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"forecourt/internal/feed"
	"forecourt/internal/rowset"
	"forecourt/internal/testnats"
)

func connect(t *testing.T, server *testnats.Server) *feed.Feed {
	t.Helper()
	f, err := feed.Connect(feed.Options{URLs: []string{server.URL()}, Name: "test", Replicas: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func begin(t *testing.T, f *feed.Feed, views ...string) (*feed.Publisher, map[string]feed.Head) {
	t.Helper()
	if _, err := f.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, heads, err := f.Begin(t.Context(), "a test", views)
	if err != nil {
		t.Fatal(err)
	}
	return p, heads
}

func header(view string, sequence int64) feed.Header {
	return feed.Header{View: view, Sequence: sequence, Name: view + string(rune('a'+sequence)), Before: "b", After: "a", Reading: feed.Reading{AsOf: time.Unix(1, 0).UTC()}}
}

// collect reads messages until there are so many.
func collect(t *testing.T, f *feed.Feed, after uint64, n int) (all []feed.Message) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	if _, err := f.Open(ctx); err != nil {
		t.Fatal(err)
	}
	err := f.Read(ctx, after, func(m feed.Message) error {
		if all = append(all, m); len(all) == n {
			return io.EOF
		}
		return nil
	})
	if !errors.Is(err, io.EOF) {
		t.Fatalf("%d messages came: %v", len(all), err)
	}
	return all
}

// TestReadersSeeWhatWasPublished in its order, of views with any name, large segments too.
func TestReadersSeeWhatWasPublished(t *testing.T) {
	f := connect(t, testnats.Start(t))
	const odd = `Cars. of "Bern" > *`
	p, _ := begin(t, f, "cars", odd)
	large := make([]byte, 3<<20)
	for i := range large {
		large[i] = byte(rand.IntN(256))
	}
	first, err := p.Publish(t.Context(), header("cars", 1), []byte("rows"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Publish(t.Context(), header(odd, 1), large); err != nil {
		t.Fatal(err)
	}
	if err := p.Seen(t.Context(), feed.Seen{View: odd, Sequence: 1}); err != nil {
		t.Fatal(err)
	}
	got := collect(t, f, 0, 3)
	if s := got[0].Segment; s == nil || string(s.Payload) != "rows" || s.View != "cars" || s.Position != first {
		t.Errorf("the first message is %+v", got[0])
	}
	if s := got[1].Segment; s == nil || !bytes.Equal(s.Payload, large) || s.View != odd || s.Parts != 6 {
		t.Errorf("the second message is at %d", got[1].Position)
	}
	if s := got[2].Seen; s == nil || s.View != odd {
		t.Errorf("the third message is %+v", got[2])
	}
	if after := collect(t, f, first, 1); after[0].Segment.View != odd {
		t.Errorf("behind the first message comes %+v", after[0].Segment)
	}
	heads, err := f.Views(t.Context())
	if err != nil || len(heads) != 2 || heads[odd].Sequence != 1 {
		t.Errorf("the views are %v, %v", heads, err)
	}
}

// TestAWriterIsFenced by the one that has begun after it, at its very next message.
func TestAWriterIsFenced(t *testing.T) {
	server := testnats.Start(t)
	one, other := connect(t, server), connect(t, server)
	first, _ := begin(t, one, "cars")
	if _, err := first.Publish(t.Context(), header("cars", 1), nil); err != nil {
		t.Fatal(err)
	}
	second, heads := begin(t, other, "cars")
	if heads["cars"].Sequence != 1 {
		t.Fatalf("the new writer finds %+v", heads["cars"])
	}
	for name, publish := range map[string]func() error{
		"segment":  func() error { _, err := first.Publish(t.Context(), header("cars", 2), nil); return err },
		"seen":     func() error { return first.Seen(t.Context(), feed.Seen{View: "cars"}) },
		"snapshot": func() error { return first.Announce(t.Context(), &feed.Snapshot{View: "cars"}) },
	} {
		if err := publish(); !errors.Is(err, feed.ErrFenced) {
			t.Errorf("%s of the old writer: %v", name, err)
		}
	}
	if _, err := second.Publish(t.Context(), header("cars", 2), nil); err != nil {
		t.Error(err)
	}
}

// TestASegmentIsPublishedOnce, when its writer does not know whether it was.
func TestASegmentIsPublishedOnce(t *testing.T) {
	f := connect(t, testnats.Start(t))
	p, _ := begin(t, f, "cars")
	for range 3 {
		if _, err := p.Publish(t.Context(), header("cars", 1), nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Publish(t.Context(), header("cars", 2), nil); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, f, 0, 2); got[0].Segment.Sequence != 1 || got[1].Segment.Sequence != 2 {
		t.Errorf("the segments are %d and %d", got[0].Segment.Sequence, got[1].Segment.Sequence)
	}
}

// TestWritersWaitForTheServer, and go on when it is back.
func TestWritersWaitForTheServer(t *testing.T) {
	server := testnats.Start(t)
	f := connect(t, server)
	p, _ := begin(t, f, "cars")
	server.Stop()
	done := make(chan error, 1)
	go func() { _, err := p.Publish(t.Context(), header("cars", 1), nil); done <- err }()
	server.Restart()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := collect(t, f, 0, 1); got[0].Segment.Sequence != 1 {
		t.Errorf("the segment is %+v", got[0].Segment)
	}
}

// publishRaw writes a message as it stands, past the program.
func publishRaw(t *testing.T, server *testnats.Server, subject string, data []byte) {
	t.Helper()
	js := server.JetStream(t)
	if _, err := js.Publish(t.Context(), subject, data); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedMessagesAreErrors: one that says nothing, and a segment whose part is missing.
func TestDamagedMessagesAreErrors(t *testing.T) {
	server := testnats.Start(t)
	f := connect(t, server)
	p, _ := begin(t, f, "cars")
	at, err := p.Publish(t.Context(), header("cars", 1), bytes.Repeat([]byte{1}, 2<<20))
	if err != nil {
		t.Fatal(err)
	}
	publishRaw(t, server, "forecourt.test.cars.log", []byte(strings.Repeat("x", 100)))
	if err := p.PurgeBefore(t.Context(), at-1); err != nil {
		t.Fatal(err)
	}
	got := collect(t, f, 0, 2)
	for i, m := range got {
		if !errors.Is(m.Err, feed.ErrDamaged) || m.Segment != nil || !f.IsOf(m, "cars") {
			t.Errorf("message %d is %+v", i, m)
		}
	}
}

// TestSnapshotsComeBack, and are found to be damaged when they are.
func TestSnapshotsComeBack(t *testing.T) {
	server := testnats.Start(t)
	f := connect(t, server)
	p, _ := begin(t, f, "cars")
	sent := rows(5000, 6, rand.New(rand.NewPCG(7, 8)))
	s := &feed.Snapshot{View: "cars", Sequence: 1, Schema: feed.Schema{Columns: make([]rowset.Column, 6), Key: []string{"id"}}}
	data := encode(t, []*rowset.Batch{sent}, nil)
	err := f.Put(t.Context(), s, func(out io.Writer) error { _, err := out.Write(data); return err })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Publish(t.Context(), header("cars", 1), nil); err != nil {
		t.Fatal(err)
	}
	if err := p.Announce(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	head, err := f.Head(t.Context(), "cars")
	if err != nil || head.Snapshot == nil || head.Snapshot.Object != s.Object {
		t.Fatalf("the head is %+v, %v", head, err)
	}
	object, err := f.Get(t.Context(), head.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	got, err := io.ReadAll(object)
	if err != nil || !bytes.Equal(got, data) || s.Bytes != int64(len(data)) {
		t.Errorf("%d bytes came of %d: %v", len(got), len(data), err)
	}
	if _, err := f.Get(t.Context(), &feed.Snapshot{Object: "no such"}); !feed.IsGone(err) {
		t.Errorf("an object that is not there: %v", err)
	}
}

// TestAFailedSnapshotIsNotStored.
func TestAFailedSnapshotIsNotStored(t *testing.T) {
	f := connect(t, testnats.Start(t))
	begin(t, f)
	failed, s := errors.New("the copy cannot be read"), &feed.Snapshot{View: "cars"}
	if err := f.Put(t.Context(), s, func(out io.Writer) error {
		_, err := out.Write(make([]byte, 1<<20))
		return errors.Join(err, failed)
	}); !errors.Is(err, failed) {
		t.Errorf("the error is %v", err)
	}
	if _, err := f.Get(t.Context(), s); !feed.IsGone(err) {
		t.Errorf("the object is there: %v", err)
	}
}

// TestOneHasTheLease, the next one when it is given back or runs out.
func TestOneHasTheLease(t *testing.T) {
	server := testnats.Start(t)
	one, err := connect(t, server).NewLease("one")
	if err != nil {
		t.Fatal(err)
	}
	two, err := connect(t, server).NewLease("two")
	if err != nil {
		t.Fatal(err)
	}
	try := func(l *feed.Lease, want bool) {
		t.Helper()
		if held, err := l.Try(t.Context()); held != want || err != nil || l.Held() != want {
			t.Fatalf("held: %v, %v; want %v", held, err, want)
		}
	}
	try(one, true)
	try(one, true)
	try(two, false)
	if two.Other() != "one" {
		t.Errorf("the lease is said to be held by %q", two.Other())
	}
	if err := one.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	try(two, true)
	try(one, false)
	began := time.Now() // Its holder dies.
	for {
		if held, err := one.Try(t.Context()); err != nil {
			t.Fatal(err)
		} else if held {
			break
		}
		if time.Since(began) > 2*feed.LeaseTime {
			t.Fatal("the lease does not run out")
		}
		time.Sleep(100 * time.Millisecond)
	}
	if two.Held() {
		t.Error("two hold the lease")
	}
	try(two, false)
}

// TestASnapshotIsAskedFor until there is another one.
func TestASnapshotIsAskedFor(t *testing.T) {
	server := testnats.Start(t)
	f := connect(t, server)
	lease, err := f.NewLease("one")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lease.Try(t.Context()); err != nil {
		t.Fatal(err)
	}
	bad := &feed.Snapshot{View: "Cars", Object: "bad"}
	for step, want := range []bool{false, true} {
		if wanted, err := f.Wanted(t.Context(), "cars", bad); wanted != want || err != nil {
			t.Fatalf("step %d: wanted: %v, %v", step, wanted, err)
		}
		if err := f.Want(t.Context(), "Cars", "bad"); err != nil {
			t.Fatal(err)
		}
	}
	if wanted, err := f.Wanted(t.Context(), "cars", &feed.Snapshot{Object: "good"}); wanted || err != nil {
		t.Errorf("another one is there, and is wanted: %v", err)
	}
}

// TestNobodyHasMadeTheFeed.
func TestNobodyHasMadeTheFeed(t *testing.T) {
	if _, err := connect(t, testnats.Start(t)).Open(t.Context()); !errors.Is(err, feed.ErrAbsent) {
		t.Errorf("the error is %v", err)
	}
}

// TestNames of feeds.
func TestNames(t *testing.T) {
	if err := feed.CheckName("a b"); err == nil {
		t.Error("a name with a space is taken")
	}
	if name := feed.NameFor([]string{"vehicles_stock", "prices.2026 é"}); name != "vehicles_stock-prices-2026--" || feed.CheckName(name) != nil {
		t.Errorf("the name is %s", name)
	}
}
