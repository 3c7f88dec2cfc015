package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// ErrFenced is returned by a Publisher if another writer has published since it began. The publisher must not be used
// any more.
var ErrFenced = errors.New("another writer has published to the feed meanwhile")

// Publisher publishes to a feed, as its only writer. Each message names the message that it must follow, so the
// server refuses it if another writer has published in between. It is safe for concurrent use.
type Publisher struct {
	feed *Feed
	// mu keeps the messages of a segment together.
	mu   sync.Mutex
	last uint64
}

// Head is the last segment of a view, and its newest snapshot. Each may be nil.
type Head struct {
	*Header
	// Position is the position of the segment in the stream. A damaged segment has a position and no Header.
	Position uint64
	Snapshot *Snapshot
}

// Damaged reports whether the last segment cannot be read.
func (h *Head) Damaged() bool { return h.Header == nil && h.Position > 0 }

// Begin makes a writer the only one that can publish to the feed, and returns the heads of the views. From then on
// the server refuses the messages of earlier writers.
func (f *Feed) Begin(ctx context.Context, writer string, views []string) (*Publisher, map[string]Head, error) {
	info, err := f.opened().Info(ctx)
	if err != nil {
		return nil, nil, explain("look at the feed", err)
	}
	p := &Publisher{feed: f, last: info.State.LastSeq}
	heads := map[string]Head{}
	for _, view := range views {
		if heads[view], err = f.Head(ctx, view); err != nil {
			return nil, nil, err
		}
	}
	_, err = p.publish(ctx, f.writerSubject(), []byte(writer), nuid.Next(), true)
	return p, heads, err
}

// Head returns the last segment of a view, and its newest snapshot.
func (f *Feed) Head(ctx context.Context, view string) (Head, error) {
	var head Head
	last, err := f.opened().GetLastMsgForSubject(ctx, f.subject(view, kindLog))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return head, nil
	}
	if err != nil {
		return head, explain("read the head of the feed", err)
	}
	var header Header
	_, damage := unseal(last.Data, &header)
	if err := checkFormat(header.Format); err != nil {
		return head, err
	}
	head.Position = last.Sequence
	if head.Snapshot, err = f.newestSnapshot(ctx, view); damage != nil || err != nil {
		return head, err
	}
	head.Header = &header
	if at := header.Snapshot; at != nil && (head.Snapshot == nil || head.Snapshot.Sequence < at.Sequence) {
		head.Snapshot = at
		head.Snapshot.Position = last.Sequence
	}
	return head, err
}

// newestSnapshot returns the newest snapshot of a view, or nil if there is none.
func (f *Feed) newestSnapshot(ctx context.Context, view string) (*Snapshot, error) {
	last, err := f.opened().GetLastMsgForSubject(ctx, f.subject(view, kindSnapshot))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, explain("look for a snapshot in the feed", err)
	}
	var s Snapshot
	if _, err := unseal(last.Data, &s); err != nil {
		return nil, nil //nolint:nilerr // The writer makes a new one.
	}
	return &s, checkFormat(s.Format)
}

// LastSeen returns what was told last of a view that had not changed, nil when there is nothing.
func (f *Feed) LastSeen(ctx context.Context, view string) (*Seen, error) {
	last, err := f.opened().GetLastMsgForSubject(ctx, f.subject(view, kindSeen))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, explain("look when the source was read last", err)
	}
	var s Seen
	if _, err := unseal(last.Data, &s); err != nil {
		return nil, nil //nolint:nilerr // The next one tells the same.
	}
	return &s, nil
}

// segmentRoom is how much a message has in addition to a piece of the rows: its header, and what NATS adds.
const segmentRoom = 8 << 10

// Publish publishes a segment, and returns its position. If the payload is too large for one message, its parts are
// published first. A writer that is killed in between leaves parts without a segment, which readers ignore.
func (p *Publisher) Publish(ctx context.Context, header Header, payload []byte) (uint64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	sum := sha256.Sum256(payload)
	header.Format, header.Bytes, header.SHA256, header.Parts = Format, int64(len(payload)), hex.EncodeToString(sum[:]), 0
	most := int(p.feed.nc.MaxPayload()) - segmentRoom
	if len(payload) > most {
		size := min(most, partBytes)
		for from := 0; from < len(payload); from += size {
			part := partHeader{Segment: header.Name, Number: header.Parts}
			data, err := seal(part, payload[from:min(from+size, len(payload))])
			if err != nil {
				return 0, err
			}
			name := fmt.Sprintf("%s/%d", header.Name, part.Number)
			if _, err := p.publish(ctx, p.feed.subject(header.View, kindPart), data, name, false); err != nil {
				return 0, err
			}
			header.Parts++
		}
		payload = nil
	}
	data, err := seal(header, payload)
	if err != nil {
		return 0, err
	}
	return p.publish(ctx, p.feed.subject(header.View, kindLog), data, header.Name, false)
}

// partBytes is the size of a part, if the server takes messages of that size.
const partBytes = 512 << 10

// partHeader says to which segment a part belongs.
type partHeader struct {
	Segment string `json:"segment"`
	Number  int    `json:"number"`
}

// Seen tells readers that a view was read again and has not changed.
func (p *Publisher) Seen(ctx context.Context, seen Seen) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	data, err := seal(seen, nil)
	if err == nil {
		_, err = p.publish(ctx, p.feed.subject(seen.View, kindSeen), data, nuid.Next(), true)
	}
	return err
}

// Announce tells readers of a new snapshot.
func (p *Publisher) Announce(ctx context.Context, s *Snapshot) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	data, err := seal(s, nil)
	if err == nil {
		_, err = p.publish(ctx, p.feed.subject(s.View, kindSnapshot), data, nuid.Next(), true)
	}
	return err
}

const (
	// publishPause is the pause before a message is sent again, and patience is how long this is tried.
	publishPause = 100 * time.Millisecond
	patience     = 15 * time.Second
	// firstTry is how long the first try of a message may take. Each further try may take twice as long. So a lost
	// message is soon sent again, and a large one gets through a slow connection.
	firstTry = time.Second
)

// publish sends a message again and again until the server confirms it, or until patience is over. By its name the
// server recognizes a message that it already has. alone removes the earlier messages of the same subject.
func (p *Publisher) publish(ctx context.Context, subject string, data []byte, name string, alone bool) (uint64, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	message := nats.NewMsg(subject)
	message.Data = data
	if alone {
		message.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
	}
	for try := firstTry; ; try *= 2 {
		once, ended := context.WithTimeout(ctx, try)
		ack, err := p.feed.js.PublishMsg(once, message, jetstream.WithMsgID(name), jetstream.WithExpectLastSequence(p.last))
		ended()
		if err == nil {
			p.last = max(p.last, ack.Sequence)
			return ack.Sequence, nil
		}
		if wrongLast(err) {
			return 0, ErrFenced
		}
		if ctx.Err() != nil || !passing(err) {
			return 0, explain("publish to the feed", err)
		}
		p.feed.Revive(ctx)
		select {
		case <-ctx.Done():
			return 0, explain("publish to the feed", err)
		case <-time.After(publishPause):
		}
	}
}

// The server's codes for a message that does not follow the one that it names. A cluster answers with the second one.
const (
	wrongLastSequence        = 10071
	wrongLastSequenceCluster = 10164
)

func wrongLast(err error) bool {
	api := new(jetstream.APIError)
	return errors.As(err, &api) && (api.ErrorCode == wrongLastSequence || api.ErrorCode == wrongLastSequenceCluster)
}

// passing reports whether an error may be over in a moment: a cluster elects a leader, or a connection comes back.
func passing(err error) bool {
	api := new(jetstream.APIError)
	if errors.As(err, &api) {
		return api.Code == 503 || api.Code == 409 || api.ErrorCode == duplicateInFlight
	}
	return !errors.Is(err, nats.ErrMaxPayload) && !errors.Is(err, nats.ErrConnectionClosed)
}

// duplicateInFlight is the server's code for a message whose first copy it has not stored yet.
const duplicateInFlight = 10158

// PurgeBefore removes the segments of all views before a position.
func (p *Publisher) PurgeBefore(ctx context.Context, position uint64) error {
	ctx, stop := context.WithTimeout(ctx, makeTimeout)
	defer stop()
	return explain("give up old segments", p.feed.opened().Purge(ctx, jetstream.WithPurgeSequence(position)))
}

// Size returns the first position in the stream, when its message was published, and the number of bytes in the
// stream.
func (f *Feed) Size(ctx context.Context) (first uint64, since time.Time, bytes uint64, err error) {
	info, err := f.opened().Info(ctx)
	if err != nil {
		return 0, time.Time{}, 0, explain("look at the feed", err)
	}
	return info.State.FirstSeq, info.State.FirstTime, info.State.Bytes, nil
}

// PositionAt returns the first position, between first and last, whose message was published at a time or later.
func (f *Feed) PositionAt(ctx context.Context, from time.Time, first, last uint64) (uint64, error) {
	for first < last {
		middle := first + (last-first)/2
		message, err := f.opened().GetMsg(ctx, middle, jetstream.WithGetMsgSubject(f.prefix()+">"))
		if err != nil {
			return 0, explain("look for old segments", err)
		}
		if message.Time.Before(from) {
			first = message.Sequence + 1
		} else {
			last = middle
		}
	}
	return last, nil
}
