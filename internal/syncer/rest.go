package syncer

import (
	"context"
	"time"
)

const (
	// restFor is how long a run rests for the time that it has read.
	restFor = 2
	// leastRest is the shortest rest, because a timer may be late by as much as a millisecond.
	leastRest = 2 * time.Millisecond
)

// rests makes a run rest between the batches that it reads. While it rests, the source stops, too, as soon as its
// connection is full.
type rests struct {
	// left is how long the run may still rest, owed how long it should by now, and since when it has been working.
	left, owed time.Duration
	since      time.Time
}

// rests returns how long the run may rest. The first copy is wanted soon, and an incremental run reads only a few rows.
func (r *run) rests() rests {
	pause := rests{since: time.Now()}
	if r.hasLast && r.from == nil {
		pause.left = r.RestUpTo
	}
	return pause
}

// take rests if that is due. It ends early with the context.
func (r *rests) take(ctx context.Context) {
	if r.left <= 0 {
		return
	}
	begin := time.Now()
	r.owed += begin.Sub(r.since) * restFor
	r.since = begin
	due := min(r.owed, r.left)
	if r.owed < leastRest {
		return
	}
	select {
	case <-time.After(due):
	case <-ctx.Done():
	}
	r.since = time.Now()
	rested := r.since.Sub(begin)
	r.owed -= rested
	r.left -= rested
}
