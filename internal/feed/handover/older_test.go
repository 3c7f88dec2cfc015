package handover_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// server is one of several servers of a source, which counts its changes. Like a real one it refuses to be read when it
// lacks what the copy has.
type server struct {
	*source.SQLite
	host string
	made source.Position
	// since is what the last run said that the copy has.
	since source.Since
}

func (s *server) Snapshot(ctx context.Context, view string, since source.Since) (*source.Snapshot, error) {
	s.since = since
	if since.Position > s.made {
		return nil, &source.BehindError{Problem: s.host + " lacks changes that the copy has"}
	}
	snapshot, err := s.SQLite.Snapshot(ctx, view, since)
	if err == nil {
		snapshot.Host, snapshot.Position = s.host, s.made
	}
	return snapshot, err
}

// read makes a run from a server, and returns its report.
func (n *node) read(from *server) (report syncer.Report) {
	n.t.Helper()
	var err error
	if from.SQLite, err = source.OpenSQLite(n.path, time.Now); err != nil {
		n.t.Fatal(err)
	}
	defer from.Close()
	log := slog.New(slog.NewTextHandler(n.t.Output(), nil))
	s := syncer.New(from, syncer.Options{CachePath: n.cache, KeepChanges: n.keep, Now: time.Now, Log: log, Feed: n.writer})
	if err := s.Run(n.t.Context(), n.views, func(r syncer.Report) { report = r }); err != nil && report.Err == nil {
		n.t.Fatal(err)
	}
	n.writer.Wait()
	return report
}

// TestASuccessorDoesNotGoBackInTime: what the source had made travels with each refresh, so that a writer on another
// machine refuses a server that lacks some of it.
func TestASuccessorDoesNotGoBackInTime(t *testing.T) {
	w := newWorld(t, cars...)
	first, second := w.node(), w.node()
	if r := first.read(&server{host: "a:3306", made: "3"}); r.Err != nil {
		t.Fatal(r.Err)
	}
	w.exec("UPDATE cars SET price = 1 WHERE id < 20")
	if r := first.read(&server{host: "a:3306", made: "5"}); r.Outcome != syncer.Published {
		t.Fatalf("%+v", r)
	}
	late := &server{host: "b:3306", made: "4"}
	if r := second.read(late); !errors.As(r.Err, new(*source.BehindError)) || late.since.Position != "5" || late.since.Host != "a:3306" {
		t.Errorf("behind the last segment: %+v, the copy has %+v", r, late.since)
	}
	if r := first.read(&server{host: "a:3306", made: "7"}); r.Outcome != syncer.Unchanged {
		t.Fatalf("%+v", r)
	}
	third := w.node() // Nothing has changed since, but the source has made more.
	late = &server{host: "b:3306", made: "6"}
	if r := third.read(late); !errors.As(r.Err, new(*source.BehindError)) || late.since.Position != "7" {
		t.Errorf("behind the last look: %+v, the copy has %+v", r, late.since)
	}
	if r := third.read(&server{host: "b:3306", made: "7"}); r.Err != nil || r.Host != "b:3306" {
		t.Errorf("it has caught up: %+v", r)
	}
	first.once()
	if r := first.read(&server{host: "a:3306", made: "6"}); !errors.As(r.Err, new(*source.BehindError)) {
		t.Errorf("the first writer goes back: %+v", r)
	}
	w.exec("UPDATE cars SET price = 2 WHERE id < 20")
	if r := first.read(&server{host: "a:3306", made: "8"}); r.Err != nil {
		t.Errorf("%+v", r)
	}
}

// TestSegmentsWithoutAPosition, as a source without GTIDs makes them, are taken by every writer.
func TestSegmentsWithoutAPosition(t *testing.T) {
	w := newWorld(t, cars...)
	first, second := w.node(), w.node()
	if r := first.read(&server{host: "a:3306"}); r.Err != nil {
		t.Fatal(r.Err)
	}
	other := &server{host: "b:3306", made: "4"}
	if r := second.read(other); r.Err != nil || other.since.Position != "" || !other.since.Copied {
		t.Errorf("%+v, the copy has %+v", r, other.since)
	}
}
