package feed

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Message is what a reader sees of a feed: one of Segment, Seen and Snapshot, or an error.
type Message struct {
	// Position is the position of the message in the stream.
	Position uint64
	// Subject tells which view the message is about. Use IsOf.
	Subject  string
	Segment  *Segment
	Seen     *Seen
	Snapshot *Snapshot
	// Err says why the segment cannot be used. It wraps ErrDamaged.
	Err error
}

const (
	// heartbeat is the pause between the signs of life of the server. Two may be missing.
	heartbeat = 500 * time.Millisecond
	// atOnceMessages and atOnceBytes limit what a reader holds before it has worked on it.
	atOnceMessages = 256
	atOnceBytes    = 16 << 20
	// idleTime is the time after which the server forgets a reader that is gone.
	idleTime = time.Minute
)

// errSkipped means that a message was left out, so the connection or the server is not in order.
var errSkipped = errors.New("a message did not come")

// Read calls visit with the messages after a position, in their order, as they come. It returns when the context
// ends, when visit returns an error, or when the feed cannot be read. The caller then continues after the last
// message that it has seen. Read does not use the client library's ordered consumer, which waits ten seconds for an
// answer that is lost while a cluster elects a leader.
func (f *Feed) Read(ctx context.Context, after uint64, visit func(Message) error) error {
	asking, stop := context.WithTimeout(ctx, askTimeout)
	consumer, err := f.js.CreateConsumer(asking, f.streamName(), jetstream.ConsumerConfig{
		FilterSubject: f.prefix() + ">", DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: after + 1,
		AckPolicy: jetstream.AckNonePolicy, InactiveThreshold: idleTime, MemoryStorage: true, Replicas: 1,
	})
	stop()
	if err != nil {
		return explain("read the feed", err)
	}
	defer f.forget(consumer)
	messages, err := consumer.Messages(jetstream.PullMaxMessagesWithBytesLimit(atOnceMessages, atOnceBytes), jetstream.PullHeartbeat(heartbeat), jetstream.PullExpiry(30*time.Second))
	if err != nil {
		return explain("read the feed", err)
	}
	stopped := context.AfterFunc(ctx, messages.Stop)
	defer func() {
		if stopped() {
			messages.Stop()
		}
	}()
	pieces := pieces{}
	for next := uint64(1); ; next++ {
		raw, err := messages.Next(jetstream.NextContext(ctx))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return explain("read the feed", err)
		}
		meta, err := raw.Metadata()
		if err != nil {
			return explain("read the feed", err)
		}
		if meta.Sequence.Consumer != next {
			return explain("read the feed", errSkipped)
		}
		m := Message{Position: meta.Sequence.Stream, Subject: raw.Subject()}
		if wanted := m.read(raw.Data(), pieces); !wanted {
			continue
		}
		if err := visit(m); err != nil {
			return err
		}
	}
}

// forget removes a reader from the server, which would otherwise keep it for idleTime.
func (f *Feed) forget(consumer jetstream.Consumer) {
	name := consumer.CachedInfo().Name
	go func() {
		ctx, stop := context.WithTimeout(context.Background(), askTimeout)
		defer stop()
		_ = f.js.DeleteConsumer(ctx, f.streamName(), name) // The server may be away.
	}()
}

// read reads the content of a message, and reports whether readers need it.
func (m *Message) read(data []byte, pieces pieces) bool {
	var err error
	switch kindOf(m.Subject) {
	case kindPart:
		pieces.add(m.Subject, data)
		return false
	case kindLog:
		m.Segment = &Segment{Position: m.Position}
		m.Segment.Payload, err = unseal(data, &m.Segment.Header)
		if err == nil {
			err = checkFormat(m.Segment.Format)
		}
		if err == nil {
			if m.Segment.Parts > 0 {
				m.Segment.Payload = pieces.take(strings.TrimSuffix(m.Subject, kindLog)+kindPart, m.Segment.Name)
			}
			err = m.Segment.Check()
		}
		if err != nil {
			m.Segment, m.Err = nil, err
		}
		return true
	case kindSeen:
		m.Seen = &Seen{}
		_, err = unseal(data, m.Seen)
		return err == nil // If it is damaged, the next one says the same.
	case kindSnapshot:
		m.Snapshot = &Snapshot{}
		_, err = unseal(data, m.Snapshot)
		return err == nil && m.Snapshot.Format <= Format
	}
	return false
}

// pieces are the parts of segments that have not come yet, by subject. A damaged part is left out, which the check of
// the segment will find.
type pieces map[string]*piece

type piece struct {
	segment string
	next    int
	data    []byte
}

func (p pieces) add(subject string, data []byte) {
	var header partHeader
	payload, err := unseal(data, &header)
	if err != nil {
		delete(p, subject)
		return
	}
	known := p[subject]
	if header.Number == 0 || known == nil || known.segment != header.Segment {
		known = &piece{segment: header.Segment}
		p[subject] = known
	}
	if header.Number == known.next {
		known.data, known.next = append(known.data, payload...), known.next+1
	}
}

func (p pieces) take(subject, segment string) []byte {
	known := p[subject]
	delete(p, subject)
	if known == nil || known.segment != segment {
		return nil
	}
	return known.data
}

// Views returns the views that have segments in the feed, with their heads.
func (f *Feed) Views(ctx context.Context) (map[string]Head, error) {
	info, err := f.opened().Info(ctx, jetstream.WithSubjectFilter(f.prefix()+"*."+kindLog))
	if err != nil {
		return nil, explain("look at the feed", err)
	}
	heads := map[string]Head{}
	for subject := range info.State.Subjects {
		view, err := viewOf(subject)
		if err != nil {
			return nil, err
		}
		head, err := f.Head(ctx, view)
		if err != nil {
			return nil, err
		}
		if head.Header != nil {
			view = head.View
		} else if head.Snapshot != nil {
			view = head.Snapshot.View
		}
		heads[view] = head
	}
	return heads, nil
}

// viewOf returns the view of a subject, in lower case.
func viewOf(subject string) (string, error) {
	parts := strings.Split(subject, ".")
	if len(parts) != 4 {
		return "", fmt.Errorf("%w: the feed has the subject %q", ErrDamaged, subject)
	}
	var view []byte
	for text := parts[2]; text != ""; {
		if text[0] != '%' {
			view, text = append(view, text[0]), text[1:]
			continue
		}
		var c byte
		if _, err := fmt.Sscanf(text, "%%%02x", &c); err != nil || len(text) < 3 {
			return "", fmt.Errorf("%w: the feed has the subject %q", ErrDamaged, subject)
		}
		view, text = append(view, c), text[3:]
	}
	return string(view), nil
}

// IsOf reports whether a message is about a view.
func (f *Feed) IsOf(m Message, view string) bool {
	return strings.HasPrefix(m.Subject, f.prefix()+token(view)+".")
}

// errNoSnapshot means that a view has no snapshot yet.
var errNoSnapshot = errors.New("the feed has no snapshot yet")
