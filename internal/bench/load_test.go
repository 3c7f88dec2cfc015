package bench

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"
	"time"
)

const report = `Running 25s test @ http://127.0.0.1:45371
  1 threads and 16 connections
  Latency Distribution
     50%   35.92ms
     99%    1.07s 
  864 requests in 25.17s, 6.47MB read
`

// TestReadLoad reads wrk's reports, and counts what was not answered.
func TestReadLoad(t *testing.T) {
	for text, want := range map[string]load{
		report + "Requests/sec:     34.33\n": {perSecond: 34.33, requests: 864, p99: "1.07s"},
		report + "  Socket errors: connect 0, read 1, write 0, timeout 32\n  Non-2xx or 3xx responses: 20\nRequests/sec:     34.33\n": {
			perSecond: 34.33, requests: 864, p99: "1.07s", failed: 53,
		},
	} {
		if got, err := readLoad(text); err != nil || got != want {
			t.Errorf("%s\n%+v, %v; want %+v", text, got, err, want)
		}
	}
	if l, err := readLoad("connection refused"); err == nil {
		t.Errorf("what is no report is %+v", l)
	}
}

// TestReadSizes wants numbers of which one percent is whole.
func TestReadSizes(t *testing.T) {
	if sizes, err := readSizes(700, "100,2000"); err != nil || len(sizes) != 3 || sizes[2] != 2000 {
		t.Errorf("%v, %v", sizes, err)
	}
	for _, wrong := range []string{"150", "-100", "x"} {
		if sizes, err := readSizes(700, wrong); err == nil {
			t.Errorf("%s is %v", wrong, sizes)
		}
	}
}

// TestDrawPlot draws what a browser can read.
func TestDrawPlot(t *testing.T) {
	r := []*result{{name: "drain", wall: []time.Duration{time.Second}}, {name: "load", wall: []time.Duration{2 * time.Second, time.Second}}}
	drawn := xml.NewDecoder(bytes.NewReader(drawPlot(map[int][]*result{1000: r, 100_000: r})))
	for {
		if _, err := drawn.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
