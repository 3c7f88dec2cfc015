package syncer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"forecourt/internal/source"
)

// TestRests reads for a millisecond at a time: the run rests twice as long, in moments, until it has rested as long as
// it may.
func TestRests(t *testing.T) {
	for name, c := range map[string]struct{ upTo, want time.Duration }{
		"as long as is due": {time.Minute, 200 * time.Millisecond}, "up to a limit": {50 * time.Millisecond, 50 * time.Millisecond}, "never": {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				pause := rests{left: c.upTo, since: begin}
				for range 100 {
					time.Sleep(time.Millisecond)
					before := time.Now()
					pause.take(t.Context())
					if rested := time.Since(before); rested > 0 && rested < leastRest || rested > 2*leastRest {
						t.Errorf("a rest took %s", rested)
					}
				}
				if rested := time.Since(begin) - 100*time.Millisecond; rested < c.want-leastRest || rested > c.want {
					t.Errorf("rested for %s; want %s", rested, c.want)
				}
			})
		})
	}
}

// TestRestsEndWithTheContext gives up a run that would rest for long.
func TestRestsEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		pause := rests{left: time.Hour, since: time.Now()}
		time.Sleep(time.Minute)
		time.AfterFunc(time.Second, stop)
		begin := time.Now()
		if pause.take(ctx); time.Since(begin) != time.Second {
			t.Errorf("it rested for %s", time.Since(begin))
		}
	})
}

// TestOnlyLaterFullRunsRest: a first copy and an incremental run read as fast as they can.
func TestOnlyLaterFullRunsRest(t *testing.T) {
	s := &Syncer{Options: Options{RestUpTo: time.Minute}}
	for name, c := range map[string]struct {
		run  *run
		want time.Duration
	}{
		"the first copy": {&run{Syncer: s}, 0}, "all rows again": {&run{Syncer: s, hasLast: true}, time.Minute},
		"an incremental run": {&run{Syncer: s, hasLast: true, from: &source.From{}}, 0},
	} {
		if got := c.run.rests().left; got != c.want {
			t.Errorf("%s may rest for %s; want %s", name, got, c.want)
		}
	}
}
