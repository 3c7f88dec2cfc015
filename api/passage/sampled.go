package passage

import (
	"sync"
	"time"
)

const (
	// sampleTime is the time in which sampleSize requests that no key let in, or that a limit refused, are logged.
	sampleTime = 10 * time.Second
	sampleSize = 20
)

// sample bounds a part of the log: a flood of requests must not fill the disk. The zero value is ready, and safe for
// concurrent use.
type sample struct {
	mu             sync.Mutex
	begin          time.Time
	logged, passed int
}

// take tells whether a line is logged, and how many were passed over in the time before this one.
func (s *sample) take(now time.Time) (logged bool, passed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.begin) >= sampleTime {
		passed = s.passed
		s.begin, s.logged, s.passed = now, 0, 0
	}
	if s.logged == sampleSize {
		s.passed++
		return false, passed
	}
	s.logged++
	return true, passed
}
