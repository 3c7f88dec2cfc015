package service

import (
	"time"

	"golang.org/x/time/rate"

	"forecourt/internal/stock"
)

const (
	// After breakerFailures failures in a row the source counts as down. It is then left alone for breakerPause.
	breakerFailures = 3
	breakerPause    = 5 * time.Second
	// failurePause is the least time between two log lines about requests that the source failed to answer.
	failurePause = 30 * time.Second
)

// failoverOptions log what `auto` does, and why. A source that answers late, or with an error, is reported differently
// from one that does not answer.
func failoverOptions(o ReaderOptions, servers int) stock.FailoverOptions {
	failed, down := "the source failed, the local copy has answered", "the source keeps failing: the local copy is read until it is back"
	if servers > 1 {
		failed, down = "a server of the source failed, another one or the local copy has answered", "a server of the source keeps failing: it is left alone until it is back"
	}
	log := o.Log
	lines := &rate.Sometimes{First: 1, Interval: failurePause}
	return stock.FailoverOptions{
		MaxAge: o.MaxAge, Now: o.Now,
		Wait: o.LiveTimeout, Pause: breakerPause, Failures: breakerFailures,
		Failed: func(host string, reason error) {
			lines.Do(func() { log.Warn(failed, "host", host, "reason", reason) })
		},
		Changed: func(host string, live bool, reason error) {
			if live {
				log.Info("the source is read again", "host", host)
				return
			}
			log.Warn(down, "host", host, "reason", reason)
		},
	}
}
