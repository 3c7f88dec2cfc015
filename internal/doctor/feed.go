package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"forecourt/internal/cache"
	"forecourt/internal/feed"
	"forecourt/internal/terminal"
)

const (
	// maxSkew is how far the clocks of two machines may be apart: beyond that, ages are told wrong.
	maxSkew = 2 * time.Second
	// nearlyFull is the part of a limit from which on it is told.
	nearlyFull = 0.9
)

// CheckFeed checks the feed's servers, the feed, and how far the copy is behind.
func (d *Doctor) CheckFeed(ctx context.Context, o feed.Options) {
	servers := d.checkBrokers(ctx, o)
	if len(servers) == 0 {
		return
	}
	f, err := feed.Connect(o)
	if err != nil {
		d.Fail("feed", err)
		return
	}
	defer f.Close()
	if !f.Reached(ctx) {
		d.Fail("feed", feed.ErrAway)
		return
	}
	e, err := f.Examine(ctx)
	if err != nil {
		d.Fail("feed", err)
		return
	}
	d.checkLimits(e)
	if e.Absent {
		d.checkMayBeMade(o, e, servers)
	} else {
		d.checkReplicas(o, e)
		d.checkWriter(e)
	}
	d.checkPlace(ctx, e)
}

// checkBrokers asks each server of the feed, and returns those that answer.
func (d *Doctor) checkBrokers(ctx context.Context, o feed.Options) (servers []feed.Server) {
	for _, url := range o.URLs {
		s, err := feed.Probe(ctx, o, url, d.Now)
		if err != nil {
			d.Fail("feed", err)
			continue
		}
		servers = append(servers, s)
		where := "alone"
		if s.Cluster != "" {
			where = "in the cluster " + s.Cluster
		}
		d.OK("feed", "%s: NATS %s %s, reached in %s", s.Name, s.Version, where, s.RoundTrip.Round(10*time.Microsecond))
		if !s.Encrypted {
			d.Note("feed", "%s: the connection is not encrypted: whoever is on the way can read the rows; let FEED_URL begin with tls://", s.Name)
		}
		switch {
		case !s.Timed:
			d.Note("feed", "%s: it does not tell its time: whether the clocks agree is not known", s.Name)
		case s.Ahead.Abs() > maxSkew:
			d.Note("feed", "%s: its clock differs from this machine's by %s: let both follow a time server, for ages and lags are off by that", s.Name, s.Ahead.Round(time.Second))
		default:
			d.OK("feed", "%s: its clock agrees with this machine's to %s", s.Name, s.Ahead.Abs().Round(time.Millisecond))
		}
	}
	return servers
}

// checkLimits says what the account has used of what it may have.
func (d *Doctor) checkLimits(e *feed.Examination) {
	stored := size(e.Stored)
	switch {
	case e.StoreLimit == 0:
		d.OK("feed", "JetStream answers: the account keeps %s, without a limit; the server does not tell how much its disk has left", stored)
	case float64(e.Stored) >= nearlyFull*float64(e.StoreLimit):
		d.Fail("feed", &feed.Error{What: "look at the account's limits", Err: fmt.Errorf("%w: %s of %s are used", feed.ErrFull, stored, size(e.StoreLimit))})
	default:
		d.OK("feed", "JetStream answers: the account keeps %s of %s", stored, size(e.StoreLimit))
	}
}

// checkMayBeMade says whether the first run can make the feed.
func (d *Doctor) checkMayBeMade(o feed.Options, e *feed.Examination, servers []feed.Server) {
	alone := !slices.ContainsFunc(servers, func(s feed.Server) bool { return s.Cluster != "" })
	switch {
	case !e.Room():
		d.Fail("feed", &feed.Error{What: "look whether the feed can be made", Err: fmt.Errorf("%w: the account has %d of %d streams, and a feed takes three", feed.ErrFull, e.Streams, e.StreamLimit)})
	case o.Replicas > 1 && alone:
		d.Fail("feed", &feed.Error{What: "look whether the feed can be made", Err: fmt.Errorf("%w: FEED_REPLICAS is %d", feed.ErrAlone, o.Replicas)})
	default:
		d.OK("feed", "%s does not exist yet, and can be made on %s: the first `forecourt sync` does that", o.Name, plural(o.Replicas, "server"))
	}
}

func size(bytes int64) string { return humanize.IBytes(uint64(max(0, bytes))) }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// checkReplicas says which servers keep the feed.
func (d *Doctor) checkReplicas(o feed.Options, e *feed.Examination) {
	var away, late []string
	for _, r := range e.Replicas {
		switch {
		case r.Offline:
			away = append(away, r.Name)
		case !r.Current:
			late = append(late, r.Name)
		}
	}
	d.OK("feed", "%s: %s of refreshes of %s, on %s", o.Name, humanize.IBytes(e.Bytes), plural(len(e.Heads), "view"), plural(len(e.Replicas), "server"))
	if len(away) > 0 {
		d.Note("feed", "%s: %s does not run: start it again, for the feed stands still when more than half are away", o.Name, strings.Join(away, ", "))
	}
	if len(late) > 0 {
		d.Note("feed", "%s: %s is behind the other servers, and catches up", o.Name, strings.Join(late, ", "))
	}
	if len(e.Replicas) != o.Replicas {
		d.Note("feed", "%s: it is kept on %s, and FEED_REPLICAS is %d: that counts for a new feed; change this one with `nats stream edit`", o.Name, plural(len(e.Replicas), "server"), o.Replicas)
	}
}

func (d *Doctor) checkWriter(e *feed.Examination) {
	if e.Writer == "" {
		d.Note("feed", "no writer has the lease: no refresh comes until a `forecourt sync` runs with FEED_URL")
		return
	}
	d.OK("feed", "the writer is %s", e.Writer)
}

// checkPlace says where the copy stands.
func (d *Doctor) checkPlace(ctx context.Context, e *feed.Examination) {
	store, err := cache.Open(ctx, d.CachePath, cache.Options{ReadOnly: true})
	if errors.Is(err, cache.ErrMissing) {
		d.OK("feed", "there is no copy here yet")
		return
	}
	if err != nil {
		d.Fail("feed", err)
		return
	}
	standings, err := store.Standings(ctx)
	if err = errors.Join(err, store.Close()); err != nil {
		d.Fail("feed", err)
		return
	}
	for _, s := range standings {
		if s.Feed != "" {
			d.checkStanding(e, s)
		}
		if s.Waiting > 0 {
			d.Note("feed", "%s: refreshes wait here for the feed: %s, of %s, since %s: the next run hands them over", s.View, terminal.Number(s.Waiting), size(s.WaitingBytes), terminal.ShortTime(s.WaitingSince))
		}
	}
}

// checkStanding compares where a copy stands with where the feed is.
func (d *Doctor) checkStanding(e *feed.Examination, s cache.Standing) {
	if s.Feed != e.ID {
		d.Note("feed", "%s: the copy comes from another feed: the next start takes a snapshot of this one", s.View)
		return
	}
	view, head, ok := e.HeadOf(s.View)
	switch {
	case !ok:
		d.Note("feed", "%s: the copy has segment %d, and the feed has nothing of this view: it was removed from the feed, or its writer copies other views now", s.View, s.Sequence)
	case head.Damaged():
		d.Fail("feed", &feed.Error{What: "read the last segment of " + view, Err: feed.ErrDamaged})
	case s.Sequence > head.Sequence:
		d.Note("feed", "%s: the copy has segment %d, and the feed's last one is %d: the feed has gone back in time", s.View, s.Sequence, head.Sequence)
	case s.Sequence == head.Sequence:
		d.OK("feed", "%s: the copy has the last segment, %d, at position %d", s.View, s.Sequence, s.Position)
	default:
		d.Note("feed", "%s: the copy is %s behind: it has segment %d of %d, and is of %s: run `forecourt follow`, or look at the log of what follows",
			s.View, plural(int(head.Sequence-s.Sequence), "segment"), s.Sequence, head.Sequence, terminal.ShortTime(s.AsOf))
	}
}
