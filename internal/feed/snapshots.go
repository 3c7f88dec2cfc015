package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// silence is how long a reader of a snapshot waits for the next bytes before it gives up.
const silence = 15 * time.Second

// patient is a context without an end of its own. Its deadline is always silence away, and the object store gives
// each Read that time.
type patient struct{ context.Context } //nolint:containedctx // It is a context itself.

func (patient) Deadline() (time.Time, bool) { return time.Now().Add(silence), true }

// snapshots opens the store of snapshots.
func (f *Feed) snapshots(ctx context.Context) (jetstream.ObjectStore, error) {
	ctx, stop := context.WithTimeout(ctx, askTimeout)
	defer stop()
	store, err := f.slow.ObjectStore(ctx, f.bucket())
	return store, explain("open the feed's store of snapshots", err)
}

// Put stores an object with all rows of a view, which write writes, and sets Object and Bytes of the snapshot.
// Readers do not know of it before Announce.
func (f *Feed) Put(ctx context.Context, s *Snapshot, write func(io.Writer) error) error {
	store, err := f.snapshots(ctx)
	if err != nil {
		return err
	}
	s.Format, s.Object = Format, fmt.Sprintf("%s.%d.%s", token(s.View), s.Sequence, nuid.Next())
	in, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := write(out)
		done <- err
		_ = out.CloseWithError(err) // It always succeeds.
	}()
	info, err := store.Put(ctx, jetstream.ObjectMeta{Name: s.Object}, whole{in})
	_ = in.CloseWithError(errors.New("the snapshot was not stored")) // The writer ends, if it has not.
	if failed := <-done; failed != nil && err != nil {
		return failed
	}
	if err != nil {
		return explain("store a snapshot in the feed", err)
	}
	s.Bytes = int64(info.Size)
	return nil
}

// whole fills the buffer at each Read, because the object store makes a message of each Read.
type whole struct{ in io.Reader }

func (w whole) Read(p []byte) (int, error) {
	n, err := io.ReadFull(w.in, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// Get opens the object of a snapshot. Its last Read returns an error if the bytes are not those that were stored. The
// caller must close it.
func (f *Feed) Get(ctx context.Context, s *Snapshot) (io.ReadCloser, error) {
	if s == nil {
		return nil, errNoSnapshot
	}
	store, err := f.snapshots(ctx)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	object, err := store.Get(patient{ctx}, s.Object)
	if err != nil {
		stop()
		return nil, explain("read snapshot "+s.Object+" of the feed", err)
	}
	return &snapshotReader{object, stop}, nil
}

type snapshotReader struct {
	jetstream.ObjectResult
	stop context.CancelFunc
}

func (r *snapshotReader) Read(p []byte) (int, error) {
	n, err := r.ObjectResult.Read(p)
	if n == 0 && err == nil && len(p) > 0 {
		err = explain("read a snapshot of the feed", fmt.Errorf("nothing has come for %s", silence))
	}
	return n, err
}

func (r *snapshotReader) Close() error {
	r.stop()
	return r.ObjectResult.Close()
}

// ForgetSnapshots removes the objects of a view that are older than the newest one by more than after, so that a
// reader can finish the one that it reads.
func (f *Feed) ForgetSnapshots(ctx context.Context, newest *Snapshot, after time.Duration, now time.Time) error {
	store, err := f.snapshots(ctx)
	if err != nil {
		return err
	}
	objects, err := store.List(ctx)
	if errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil
	}
	if err != nil {
		return explain("list the feed's snapshots", err)
	}
	prefix := token(newest.View) + "."
	for _, object := range objects {
		ours := len(object.Name) > len(prefix) && object.Name[:len(prefix)] == prefix
		if !ours || object.Name == newest.Object || now.Sub(newest.TakenAt) < after || now.Sub(object.ModTime) < after {
			continue
		}
		if err := store.Delete(ctx, object.Name); err != nil {
			return explain("give up an old snapshot", err)
		}
	}
	return nil
}

// IsGone reports whether an error means that a snapshot's object does not exist or is not what was stored.
func IsGone(err error) bool {
	return errors.Is(err, jetstream.ErrObjectNotFound) || errors.Is(err, jetstream.ErrDigestMismatch) || errors.Is(err, errNoSnapshot)
}
