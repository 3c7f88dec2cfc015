package soak

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// sample has the figures of one moment, by name.
type sample struct {
	at     time.Duration
	values map[string]float64
}

// watched are the figures that must not grow. From the second quarter of the run to the last one, each may grow by a
// fraction (part) and by a fixed amount (slack).
var watched = []struct {
	name, unit string
	divide     float64
	part       float64
	slack      float64
}{
	{"process_resident_memory_bytes", "MiB of memory", 1 << 20, 0.25, 24 << 20},
	{"go_memstats_heap_inuse_bytes", "of these, MiB of Go's heap", 1 << 20, 0.25, 24 << 20},
	{outsideHeap, "MiB outside of Go's memory: SQLite's, and the program's code", 1 << 20, 0.25, 16 << 20},
	{"process_open_fds", "descriptors", 1, 0.25, 16},
	{"go_goroutines", "goroutines", 1, 0.25, 32},
	{"cache.db", "MiB of the copy, with its log of changes", 1 << 20, 1, 8 << 20},
	{"cache.db-wal", "MiB of the WAL", 1 << 20, 0.5, 8 << 20},
	{"cache.db.demand", "MiB of the demand log", 1 << 20, 0.25, 1 << 20},
}

// outsideHeap is the memory that Go does not count. SQLite has its memory directly from the system
// (modernc.org/libc).
const outsideHeap = "outside"

// fromMetrics are the figures from the metrics of the server.
var fromMetrics = []string{
	"process_resident_memory_bytes", "process_open_fds", "go_goroutines",
	"go_memstats_heap_inuse_bytes", "go_memstats_sys_bytes", "go_memstats_heap_released_bytes",
}

// logBytesPerAnswer is how much the server's log may grow for each answer: by one line, and by its share of the lines
// about refreshes.
const logBytesPerAnswer = 1000

// sample reads the server's metrics and the sizes of its files.
func (s *soak) sample(ctx context.Context, at time.Duration) (sample, error) {
	taken := sample{at: at, values: map[string]float64{}}
	for _, name := range []string{"cache.db", "cache.db-wal", "cache.db.demand", serverLog} {
		info, err := os.Stat(filepath.Join(s.dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return taken, err
		}
		taken.values[name] = float64(info.Size())
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.metrics, http.NoBody)
	if err != nil {
		return taken, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return taken, err
	}
	defer func() { _ = response.Body.Close() }() // The body was read.
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if slices.Contains(fromMetrics, name) {
			if taken.values[name], err = strconv.ParseFloat(text, 64); err != nil {
				return taken, err
			}
		}
	}
	v := taken.values
	v[outsideHeap] = v["process_resident_memory_bytes"] - v["go_memstats_sys_bytes"] + v["go_memstats_heap_released_bytes"]
	if taken.values["go_goroutines"] == 0 {
		return taken, fmt.Errorf("%s has no figures", s.server.metrics)
	}
	return taken, nil
}

// report prints the table. It returns an error that names what grew or went wrong.
func (s *soak) report(samples []sample) error {
	if len(samples) < 8 {
		return fmt.Errorf("only %d samples: soak for longer", len(samples))
	}
	live, copied, other := s.load.live.Load(), s.load.copied.Load(), s.load.other.Load()
	fmt.Fprintf(s.Out, "%s, %d vehicles, %d clients: %d answers (%d live, %d from the copy, %d of other kinds)\n\n",
		s.For, s.Vehicles, s.Clients, live+copied+other, live, copied, other)
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "highest in each quarter of the time\t1st\t2nd\t3rd\t4th\n")
	for _, w := range watched {
		most := quarters(samples, w.name)
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t%.1f\n", w.unit, most[0]/w.divide, most[1]/w.divide, most[2]/w.divide, most[3]/w.divide)
		if most[3] > most[1]*(1+w.part)+w.slack {
			s.fault("%s grew from %.1f to %.1f", w.unit, most[1]/w.divide, most[3]/w.divide)
		}
	}
	logged := quarters(samples, serverLog)
	fmt.Fprintf(table, "MiB of the server's log, in all\t%.1f\t%.1f\t%.1f\t%.1f\n", logged[0]/(1<<20), logged[1]/(1<<20), logged[2]/(1<<20), logged[3]/(1<<20))
	if err := table.Flush(); err != nil {
		return err
	}
	if logged[3] > float64(live+copied+other)*logBytesPerAnswer+1<<20 {
		s.fault("the server's log has %.0f bytes for %d answers", logged[3], live+copied+other)
	}
	if live == 0 || copied == 0 {
		s.fault("%d live answers, %d from the copy: both were to be asked", live, copied)
	}
	if len(s.faults) > 0 {
		return fmt.Errorf("%d faults:\n%s", len(s.faults), strings.Join(s.faults, "\n"))
	}
	return nil
}

// quarters returns the highest value of a name in each quarter of the samples.
func quarters(samples []sample, name string) (most [4]float64) {
	for i, taken := range samples {
		quarter := i * 4 / len(samples)
		most[quarter] = max(most[quarter], taken.values[name])
	}
	return most
}
