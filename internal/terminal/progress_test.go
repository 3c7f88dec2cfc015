package terminal

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestProgress: without a terminal there is a line now and then, and on a terminal a bar, which is removed at the end.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := NewProgress(&out, slog.New(slog.NewTextHandler(&out, nil)), func() time.Time { return now })
	for rows := range int64(20) {
		now = now.Add(time.Second)
		p.Update("cars", rows, 20)
	}
	p.End()
	if lines := strings.Count(out.String(), "sync is reading"); lines != 4 {
		t.Errorf("%d lines in 20 seconds:\n%s", lines, out.String())
	}
}

// TestBarWaits: the first frame comes when the rate means something, and the bar is removed at the end.
func TestBarWaits(t *testing.T) {
	// The first time, the number of rows is not known.
	for _, before := range []int64{-1, 1000} {
		var out bytes.Buffer
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		p := &Progress{stderr: &out, log: slog.New(slog.DiscardHandler), now: func() time.Time { return now }, terminal: true}
		p.Update("cars", 256, before)
		now = now.Add(firstFrame - time.Millisecond)
		p.Update("cars", 512, before)
		if out.Len() > 0 {
			t.Errorf("before its time, the bar shows %q", out.String())
		}
		now = now.Add(time.Millisecond)
		time.Sleep(2 * firstFrame / 5) // The bar's rate uses its own clock.
		p.Update("cars", 768, before)
		if shown := regexp.MustCompile(`cars.*768/[-0-9]+, (\d+) rows/s`).FindStringSubmatch(out.String()); shown == nil || len(shown[1]) > 4 {
			t.Errorf("the bar shows %q", out.String())
		}
		p.End()
		if p.bar != nil {
			t.Error("the bar stays")
		}
	}
}
