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
}

// newProgram prepares a program in its own folder. It gets the settings of the feed, and some more. Its log is outside
// of that folder, which may be a full disk.
func (c *chaos) newProgram(name, level string, args []string, settings ...string) (*program, error) {
	dir := filepath.Join(c.dir, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	p := &program{Process: &process.Process{Name: name, Binary: c.Binary, Dir: dir, Args: args, Log: dir + ".log"}}
	p.Env = append([]string{"FEED_URL=" + c.broker.url(), "FEED_REPLICAS=3", "CACHE_PATH=" + p.cachePath(), "TMPDIR=" + dir, "LOG_LEVEL=" + level}, settings...)
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
