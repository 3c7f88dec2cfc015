package chaos

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"forecourt/internal/process"
)

// program is a writer or a reader, with its own folder, and what the run does to it.
type program struct {
	*process.Process

	mu sync.Mutex
	// faulty is when a fault began or ended last, and down means that one lasts.
	faulty time.Time
	down   bool
	// spans are the times in which this program itself had a fault.
	spans []span
}

// span is the time of a fault. to is zero while the fault lasts.
type span struct{ from, to time.Time }

// newProgram prepares a program in its own folder. It gets the settings of the feed, and some more. Its log is outside
// of that folder, which may be a full disk.
func (c *chaos) newProgram(name, level string, args []string, settings ...string) (*program, error) {
	dir := filepath.Join(c.dir, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	p := &program{Process: &process.Process{Name: name, Binary: c.Binary, Dir: dir, Args: args, Log: dir + ".log"}}
	p.Env = append([]string{"FEED_URL=" + c.broker.url(), "FEED_REPLICAS=3", "CACHE_PATH=" + p.cachePath(), "TMPDIR=" + dir, "LOG_LEVEL=" + level, "JUMPING_CLOCK=" + p.clockPath()}, settings...)
	p.Died = func() {
		p.markFault(true) // Nobody asks it any more.
		c.fault("%s has ended by itself:\n%s", p.Name, p.LogEnd())
	}
	return p, nil
}

func (p *program) cachePath() string { return filepath.Join(p.Dir, "cache.db") }

// markFault marks the beginning or the end of a fault of this program.
func (p *program) markFault(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down, p.faulty = down, time.Now()
	p.mark(down)
}

// markSlow marks the beginning or the end of a fault in which the program still answers, with old rows.
func (p *program) markSlow(begin bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mark(begin)
}

// mark keeps the time of a fault. The caller holds mu.
func (p *program) mark(begin bool) {
	if begin {
		p.spans = append(p.spans, span{from: time.Now()})
	} else if n := len(p.spans); n > 0 {
		p.spans[n-1].to = time.Now()
	}
}

// hadFault reports whether the program itself had a fault between two times.
func (p *program) hadFault(from, to time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.spans {
		if s.from.Before(to) && (s.to.IsZero() || s.to.After(from)) {
			return true
		}
	}
	return false
}

// clockPath is the file that says how far the program's clock is off.
func (p *program) clockPath() string { return p.Dir + ".clock" }

// setClock moves the program's clock; 0 makes it right again.
func (p *program) setClock(off time.Duration) error {
	return os.WriteFile(p.clockPath(), []byte(off.String()), 0o600)
}

// isDown reports whether a fault of this program lasts.
func (p *program) isDown() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.down
}

// healthySince reports whether the program has had no fault since a time.
func (p *program) healthySince(t time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.down && p.faulty.Before(t)
}
