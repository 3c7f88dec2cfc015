package passage

import (
	"sync"
	"time"
)

const (
	// sampleSize is how many refused requests, and requests without a key, are logged in each sampleTime.
	sampleTime = 10 * time.Second
	sampleSize = 20
)

// sample bounds a part of the log, because a flood of requests must not fill the disk. The zero value is ready to use,
// and safe for concurrent use.
type sample struct {
	mu             sync.Mutex
	begin          time.Time
	logged, passed int
}

// take reports whether to log a line, and how many lines were left out in the period before.
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
