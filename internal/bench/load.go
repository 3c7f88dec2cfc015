package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"forecourt/internal/demo"
)

const (
	// connections is how many connections wrk keeps open, in one thread.
	connections = 16
	// burst is how long one load lasts.
	burst = 8 * time.Second
)

// wrkScript makes each request from a random line of a file.
const wrkScript = `
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
math.randomseed(7)
local headers = { ["X-API-Key"] = os.getenv("BENCH_KEY") }
request = function() return wrk.format("GET", paths[math.random(#paths)], headers) end
`

// load is what wrk reports.
type load struct {
	perSecond float64
	requests  int64
	p99       string
	// failed are the requests that were not answered, or not with success.
	failed int64
}

var (
	wrkRate     = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkRequests = regexp.MustCompile(`(\d+) requests in`)
	wrkStatus   = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`)
	wrkSocket   = regexp.MustCompile(`Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)`)
	wrkP99      = regexp.MustCompile(`99%\s+(\S+)`)
)

// load requests random paths from a server, as fast as it answers.
func (b *bench) load(ctx context.Context, p *process, paths string, long time.Duration) (load, error) {
	script := filepath.Join(b.dir, "wrk.lua")
	if err := os.WriteFile(script, []byte(wrkScript), 0o600); err != nil {
		return load{}, err
	}
	wrk := exec.CommandContext(ctx, "wrk", "-t1", "-c"+strconv.Itoa(connections), "-d"+strconv.Itoa(int(long.Seconds()))+"s", "--latency", "--timeout", cmp.Or(p.patience, "2s"), "-s", script, "http://"+p.address)
	wrk.Env = append(os.Environ(), "BENCH_PATHS="+paths, "BENCH_KEY="+benchKey)
	output, err := wrk.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return load{}, errors.New("wrk is not installed: install it (apt-get install wrk), or measure the sync alone with -only sync")
	}
	if err != nil {
		return load{}, fmt.Errorf("wrk: %w: %s", err, output)
	}
	return readLoad(string(output))
}

// loadAll is a burst of load for a server that must answer every request.
func (b *bench) loadAll(ctx context.Context, p *process, paths string) (load, error) {
	l, err := b.load(ctx, p, paths, burst)
	if err == nil && l.failed > 0 {
		err = fmt.Errorf("%d of %d requests were not answered", l.failed, l.requests)
	}
	return l, err
}

// readLoad reads wrk's report.
func readLoad(text string) (l load, err error) {
	rate, requests, p99 := wrkRate.FindStringSubmatch(text), wrkRequests.FindStringSubmatch(text), wrkP99.FindStringSubmatch(text)
	if rate == nil || requests == nil || p99 == nil {
		return load{}, fmt.Errorf("wrk's report is not understood: %s", text)
	}
	l.p99 = p99[1]
	var failed []string
	for _, line := range []*regexp.Regexp{wrkSocket, wrkStatus} {
		if found := line.FindStringSubmatch(text); found != nil {
			failed = append(failed, found[1:]...)
		}
	}
	for _, number := range failed {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return load{}, err
		}
		l.failed += n
	}
	if l.perSecond, err = strconv.ParseFloat(rate[1], 64); err != nil {
		return load{}, err
	}
	l.requests, err = strconv.ParseInt(requests[1], 10, 64)
	return l, err
}

// stockOf makes the vehicles of the benchmark's tables.
func stockOf(rows int) []demo.Vehicle {
	g := demo.New(benchSeed, benchTime)
	all := make([]demo.Vehicle, rows)
	for i := range all {
		all[i] = g.Next()
	}
	return all
}

// writePaths writes a path for every combination of make, model and year in the stock. The model is in quotes, which
// leaves out its versions.
func (b *bench) writePaths(all []demo.Vehicle) (file string, count int, err error) {
	var text strings.Builder
	seen := map[string]bool{}
	for i := range all {
		v := &all[i]
		if v.Year == nil {
			continue
		}
		path := "/cars/?" + url.Values{"make": {v.Make}, "model": {`"` + v.Model + `"`}, "year": {strconv.FormatInt(*v.Year, 10)}}.Encode()
		if !seen[path] {
			seen[path] = true
			text.WriteString(path + "\n")
		}
	}
	file = filepath.Join(b.dir, "paths.txt")
	return file, len(seen), os.WriteFile(file, []byte(text.String()), 0o600)
}
