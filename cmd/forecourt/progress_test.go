package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestProgress: a line now and then where there is no terminal, a bar that goes away where there is one.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	p := newProgress(&out, slog.New(slog.NewTextHandler(&out, nil)), func() time.Time { return now })
	for rows := range int64(20) {
		now = now.Add(time.Second)
		p.update("cars", rows, 20)
	}
	p.end()
	if lines := strings.Count(out.String(), "sync is reading"); lines != 4 {
		t.Errorf("%d lines in 20 seconds:\n%s", lines, out.String())
	}
	out.Reset()
	p = &progress{stderr: &out, log: slog.New(slog.DiscardHandler), now: time.Now, terminal: true}
	for _, before := range []int64{-1, 100} { // How many rows there will be is not known the first time.
		p.update("cars", 50, before)
		p.update("cars", 200, before)
		p.end()
	}
	if !strings.Contains(out.String(), "cars") || p.bar != nil {
		t.Errorf("the bar shows %q", out.String())
	}
}
