package syncer

import (
	"context"
	"log/slog"
	"time"
)

// jitter is the random part of a pause. It keeps many copies of the program from running at the same moment.
const jitter = 0.1

// Repeat calls run until the context ends: at once, then after every pause. After a failure the next pause is a quarter
// of the usual one. It doubles with each further failure, up to the usual one, until a run succeeds. random
// returns numbers from 0 to 1. waits is called with every pause before it begins.
func Repeat(ctx context.Context, every time.Duration, random func() float64, log *slog.Logger, waits func(time.Duration), run func(context.Context) error) {
	failures := 0
	for {
		if err := run(ctx); err == nil {
			failures = 0
		} else {
			failures++
		}
		if ctx.Err() != nil {
			return
		}
		wait := pause(every, failures, random())
		log.Info("sync waits", "next_in", wait.Round(time.Millisecond), "failures", failures)
		waits(wait)
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// pause returns how long to wait after a number of failures in a row; chance is from 0 to 1.
func pause(every time.Duration, failures int, chance float64) time.Duration {
	wait := every
	if failures > 0 {
		wait = every / 4
		for range min(failures-1, 2) { // No further: when the source is back, the copy should be fresh again soon.
			wait *= 2
		}
	}
	return time.Duration(float64(wait) * (1 - jitter + 2*jitter*chance))
}
