//go:build clock

// Package clock tells the program the time. `make chaos` builds it with one that jumps.
package clock

import (
	"os"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// lookEvery is how often the clock looks whether it is to jump.
const lookEvery = 50 * time.Millisecond

// Open returns a clock that is off by what the file at a path says, such as 1h or -30m. Without the file it is right.
// No release has this clock.
func Open(path string) func() time.Time {
	var mu sync.Mutex
	var looked time.Time
	var off time.Duration
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if path != "" && now.Sub(looked) > lookEvery {
			looked, off = now, 0
			if text, err := os.ReadFile(path); err == nil { // Without the file the clock is right.
				off, _ = time.ParseDuration(strings.TrimSpace(string(text))) // Half of a text is no jump.
			}
		}
		return jump(now, off)
	}
}

// instant is how a time.Time looks inside: ext is the monotonic clock of one that time.Now has returned.
type instant struct {
	wall uint64
	ext  int64
	loc  *time.Location
}

// jump moves the wall clock of a reading alone, as a real jump does: durations are measured by the other clock.
func jump(now time.Time, by time.Duration) time.Time {
	moved := now.Add(by)
	(*instant)(unsafe.Pointer(&moved)).ext = (*instant)(unsafe.Pointer(&now)).ext
	return moved
}
