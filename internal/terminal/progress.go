package terminal

import (
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

const (
	// quiet is the pause between progress lines if there is no terminal.
	quiet = 5 * time.Second
	// firstFrame is how long reading takes before a bar is shown, because its rate means nothing before that.
	firstFrame = 500 * time.Millisecond
)

// Progress shows how far reading is: a bar on a terminal, otherwise a line now and then.
type Progress struct {
	stderr   io.Writer
	log      *slog.Logger
	now      func() time.Time
	terminal bool

	bar *progressbar.ProgressBar
	// began is when reading the bar's view began, and last when the last line was written.
	began, last time.Time
}

// NewProgress shows progress on stderr if that is a terminal, otherwise in the log.
func NewProgress(stderr io.Writer, log *slog.Logger, now func() time.Time) *Progress {
	file, ok := stderr.(*os.File)
	return &Progress{stderr: stderr, log: log, now: now, terminal: ok && term.IsTerminal(int(file.Fd())), last: now()}
}

// Update is called by the reading goroutine. End is called by the one that reports, after reading.
func (p *Progress) Update(view string, rows, before int64) {
	if !p.terminal {
		if now := p.now(); now.Sub(p.last) >= quiet {
			p.last = now
			p.log.Info("sync is reading", "view", view, "rows", rows, "rows_before", max(0, before))
		}
		return
	}
	if p.bar == nil {
		p.began = p.now()
		// The number of rows is not known before the end, so the last run's is shown.
		p.bar = progressbar.NewOptions64(before, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(view),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			// This avoids a goroutine that outlives the bar.
			progressbar.OptionSetSpinnerChangeInterval(0))
		// Otherwise the rate would only count from the first frame.
		p.bar.StartWithoutRender()
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

// End removes the bar.
func (p *Progress) End() {
	if p.bar != nil {
		if err := p.bar.Clear(); err != nil {
			p.log.Debug("the progress bar failed", "error", err)
		}
		p.bar = nil
	}
}

// OnTerminal reports whether a person sees the progress.
func (p *Progress) OnTerminal() bool { return p.terminal }
