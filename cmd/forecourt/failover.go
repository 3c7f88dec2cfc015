package main

import (
	"time"

	"golang.org/x/time/rate"

	"forecourt/internal/stock"
)

// failurePause is the least time between two log lines about requests that the source failed to answer.
const failurePause = 30 * time.Second

// failoverOptions log what `auto` does, and why. A source that answers late, or with an error, is reported differently
// from one that does not answer.
func failoverOptions(p *program, c reading) stock.FailoverOptions {
	log := p.log
	lines := &rate.Sometimes{First: 1, Interval: failurePause}
	return stock.FailoverOptions{
		MaxAge: c.MaxAge, Now: p.now,
		Wait: c.LiveTimeout, Pause: breakerPause, Failures: breakerFailures,
		Failed: func(reason error) {
			lines.Do(func() { log.Warn("the source failed, the local copy has answered", "reason", reason) })
		},
		Changed: func(live bool, reason error) {
			if live {
				log.Info("the source is read again")
				return
			}
			log.Warn("the source keeps failing: the local copy is read until it is back", "reason", reason)
		},
	}
}
