package handover_test

import (
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"forecourt/internal/testnats"
)

// TestAFeedThroughALeafNode: its servers are in another JetStream domain than the server that is connected. Both a
// reader and a writer reach them by the domain's name.
func TestAFeedThroughALeafNode(t *testing.T) {
	w := newWorldOn(t, testnats.StartHub(t, "hub"), cars...)
	leaf := w.server.StartLeaf(t, "leaf")
	writer := w.node()
	writer.mustSync()
	reader := w.nodeAt(leaf.URL(), "hub")
	reader.once()
	writer.mustEqual(reader)
	w.exec("UPDATE cars SET price = 5 WHERE id < 40")
	writer.mustSync()
	reader.once()
	writer.mustEqual(reader)
	if got := reader.state(); got.Segments != 1 || got.Snapshots != 1 {
		t.Errorf("the reader has %+v", got)
	}
	successor := w.nodeAt(leaf.URL(), "hub")
	w.exec("UPDATE cars SET price = 6 WHERE id < 40")
	successor.mustSync()
	reader.once()
	successor.mustEqual(reader)
	if got := reader.state(); got.Segments != 2 {
		t.Errorf("behind the successor, the reader has %+v", got)
	}
	if err := w.nodeAt(leaf.URL(), "").follower.Once(t.Context()); err == nil {
		t.Error("without the domain there is a feed")
	}
}

// TestAMirrorInAnotherDomain: the leaf node keeps the feed itself, so that its readers need the hub for nothing.
func TestAMirrorInAnotherDomain(t *testing.T) {
	w := newWorldOn(t, testnats.StartHub(t, "hub"), cars...)
	leaf := w.server.StartLeaf(t, "leaf")
	writer := w.node()
	writer.mustSync()
	w.exec("UPDATE cars SET price = 5 WHERE id < 40")
	writer.mustSync()
	js, _ := w.stream()
	near := leaf.JetStream(t)
	for _, name := range []string{"FORECOURT_test", "OBJ_forecourt_test"} {
		source, err := js.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		_, err = near.CreateStream(t.Context(), jetstream.StreamConfig{
			Name: name, Metadata: source.CachedInfo().Config.Metadata, AllowDirect: true, MirrorDirect: true,
			Mirror: &jetstream.StreamSource{Name: name, External: &jetstream.ExternalStream{APIPrefix: "$JS.hub.API"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the mirror has all", func() bool {
		for _, name := range []string{"FORECOURT_test", "OBJ_forecourt_test"} {
			from, err := js.Stream(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			to, err := near.Stream(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			if from.CachedInfo().State.LastSeq != to.CachedInfo().State.LastSeq {
				return false
			}
		}
		return true
	})
	w.server.Stop()
	reader := w.nodeAt(leaf.URL(), "")
	reader.once()
	writer.mustEqual(reader)
}
