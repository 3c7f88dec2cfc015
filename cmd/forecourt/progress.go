package main

import (
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

const (
	// quiet is the pause between progress lines where there is no terminal.
	quiet = 5 * time.Second
	// firstFrame is how long the reading takes before a bar is shown: by then its rate means something.
	firstFrame = 500 * time.Millisecond
)

// progress shows how far the reading is: a bar on a terminal, a line now and then elsewhere.
type progress struct {
	stderr   io.Writer
	log      *slog.Logger
	now      func() time.Time
	terminal bool

	bar *progressbar.ProgressBar
	// began is when the bar's view was begun, last when the last line was written.
	began, last time.Time
}

func newProgress(stderr io.Writer, log *slog.Logger, now func() time.Time) *progress {
	file, ok := stderr.(*os.File)
	return &progress{stderr: stderr, log: log, now: now, terminal: ok && term.IsTerminal(int(file.Fd())), last: now()}
}

// update is called by the goroutine that reads; end by the one that reports, when the reading is over.
func (p *progress) update(view string, rows, before int64) {
	if !p.terminal {
		if now := p.now(); now.Sub(p.last) >= quiet {
			p.last = now
			p.log.Info("sync is reading", "view", view, "rows", rows, "rows_before", max(0, before))
		}
		return
	}
	if p.bar == nil {
		p.began = p.now()
		// How many there are is not known before the end: about as many as last time.
		p.bar = progressbar.NewOptions64(before, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(view),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetSpinnerChangeInterval(0)) // No goroutine that outlives the bar.
		p.bar.StartWithoutRender() // Else the rate would be that since the first frame.
	}
	if p.now().Sub(p.began) < firstFrame {
		return
	}
	if before >= 0 {
		rows = min(rows, before)
	}
	if err := p.bar.Set64(rows); err != nil {
		p.log.Debug("the progress bar failed", "error", err)
	}
}

func (p *progress) end() {
	if p.bar != nil {
		if err := p.bar.Clear(); err != nil {
			p.log.Debug("the progress bar failed", "error", err)
		}
		p.bar = nil
	}
}
