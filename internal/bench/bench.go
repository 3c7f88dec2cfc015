// Package bench measures the sync and the API with a real MySQL, and prints the figures of docs/performance.md.
package bench

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"forecourt/internal/testdb"
)

// Run measures what the arguments ask for and returns the exit code: 2 for wrong arguments, 1 for a failure.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rows := flags.Int("rows", 655000, "vehicles in the view")
	repeat := flags.Int("repeat", 5, "how often each thing is measured; the median counts")
	sizes := flags.String("sizes", "10000,100000,1000000,5000000", "numbers of rows that are measured once each, multiples of 100; may be empty")
	plot := flags.String("plot", "", "an SVG file to make: of the times by numbers of rows, or with -only fresh of searches while refreshing")
	only := flags.String("only", "", "sync, words, start, api, copy (a part of api), pages, check or fresh: measure that alone")
	vehicles := flags.Int("vehicles", 500_000, "vehicles that the API searches")
	requests := flags.Int64("requests", 1_000_000, "requests over which the API's memory is watched")
	answers := flags.Int64("answers", 20_000, "answers that are compared with a model while the copy is refreshed")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	// This program was started again as the plain handler, with which the API is compared.
	if flags.Arg(0) == "plain" && flags.NArg() == 3 {
		if err := servePlain(ctx, flags.Arg(1), flags.Arg(2), func(address string) { fmt.Fprintln(stdout, address) }); err != nil {
			fmt.Fprintln(stderr, "bench plain:", err)
			return 1
		}
		return 0
	}
	scales, err := readSizes(*rows, *sizes)
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 2
	}
	if *only == "words" {
		err = readWords(stdout)
	} else {
		err = withServer(ctx, stdout, stderr, func(b *bench) error {
			if *only == "" || *only == "sync" {
				err = b.syncs(ctx, stdout, scales, *repeat, *plot)
			}
			if *only == "" && err == nil {
				err = readWords(stdout)
			}
			if *only == "sync" || err != nil {
				return err
			}
			freshPlot := ""
			if *only == "fresh" {
				freshPlot = *plot
			}
			return b.api(ctx, stdout, *vehicles, *repeat, *requests, *answers, *only, freshPlot)
		})
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}

// bench is what all measurements need.
type bench struct {
	server *testdb.Server
	dir    string
	binary string
	stderr io.Writer
	// readyWithin is how long a server may take until it is ready.
	readyWithin time.Duration
}

// withServer builds the program, starts a MySQL server, and measures.
func withServer(ctx context.Context, stdout, stderr io.Writer, measure func(*bench) error) (err error) {
	b := &bench{stderr: stderr}
	if b.dir, err = os.MkdirTemp(".", "bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	b.say("build the program, start %s", testdb.Image)
	if err := b.build(ctx); err != nil {
		return err
	}
	b.server, err = testdb.Start(ctx, "--innodb-buffer-pool-size=1G", "--local-infile=ON")
	if err != nil {
		return err
	}
	defer func() {
		if stopErr := b.server.Stop(); err == nil {
			err = stopErr
		}
	}()
	if err := b.server.Direct(ctx); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d cores, %s, %s, %s\n\n", runtime.NumCPU(), runtime.Version(), testdb.Image, time.Now().UTC().Format(time.DateOnly))
	return measure(b)
}

// readSizes returns the number of rows for the first table, and those for the others.
func readSizes(rows int, others string) ([]int, error) {
	scales := []int{rows}
	for _, text := range strings.FieldsFunc(others, func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(text)
		if err != nil || n < 100 || n%100 != 0 {
			return nil, fmt.Errorf("-sizes: %s is not a multiple of 100", text)
		}
		scales = append(scales, n)
	}
	return scales, nil
}

// syncs measures copying: the first size several times, each other size once.
func (b *bench) syncs(ctx context.Context, stdout io.Writer, scales []int, repeat int, plot string) error {
	measured := map[int][]*result{}
	for _, scale := range scales {
		results, err := b.scale(ctx, scale, repeat)
		if err != nil {
			return err
		}
		measured[scale], repeat = results, 1
		if err := printResults(stdout, scale, results); err != nil {
			return err
		}
	}
	if plot == "" {
		return nil
	}
	return os.WriteFile(plot, drawPlot(measured), 0o644)
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.stderr, "bench: "+format+"\n", args...)
}

// result holds the measurements of one thing.
type result struct {
	name string
	wall []time.Duration
	// memory is the peak memory of a run in bytes, and size the size of the cache afterwards.
	memory, size int64
	// written holds the bytes that each run has written to files, including temporary ones.
	written []int64
	// pause is the longest time that a read of the copy took meanwhile.
	pause time.Duration
}

func median[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func printResults(out io.Writer, rows int, results []*result) error {
	fmt.Fprintf(out, "%d rows × 22 columns, medians of %d measurements, of %d of the drain\n", rows, len(results[1].wall), len(results[0].wall))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "what\tmedian\ttimes the drain\trows/s\tpeak memory\twritten\tcache\tlongest read\n")
	drain := median(results[0].wall).Seconds()
	for _, r := range results {
		wall := median(r.wall).Seconds()
		fmt.Fprintf(table, "%s\t%.2f s\t%.2f\t%.0f", r.name, wall, wall/drain, float64(rows)/wall)
		if len(r.written) > 0 {
			fmt.Fprintf(table, "\t%d MB\t%.1f MB\t%d MB", r.memory>>20, float64(median(r.written))/(1<<20), r.size>>20)
		}
		if r.pause > 0 {
			fmt.Fprintf(table, "\t%s", r.pause.Round(time.Millisecond))
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, strings.Repeat("-", 20))
	return err
}
