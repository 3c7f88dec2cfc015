// Command bench measures the sync and the API with a real MySQL, and prints the figures of docs/performance.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"forecourt/internal/testdb"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rows := flags.Int("rows", 655000, "vehicles in the view")
	repeat := flags.Int("repeat", 5, "how often each thing is measured; the median counts")
	tenfold := flags.Bool("tenfold", true, "measure a first load and a refresh of ten times the rows, too")
	only := flags.String("only", "", "sync or api: measure that alone")
	vehicles := flags.Int("vehicles", 500_000, "vehicles that the API searches")
	requests := flags.Int64("requests", 1_000_000, "requests over which the API's memory is watched")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.Arg(0) == "plain" && flags.NArg() == 3 { // This program again, as the handler that the API is measured beside.
		if err := servePlain(ctx, flags.Arg(1), flags.Arg(2), func(address string) { fmt.Fprintln(stdout, address) }); err != nil {
			fmt.Fprintln(stderr, "bench plain:", err)
			return 1
		}
		return 0
	}
	err := withServer(ctx, stdout, stderr, func(b *bench) error {
		if *only != "api" {
			if err := b.syncs(ctx, stdout, *rows, *repeat, *tenfold); err != nil {
				return err
			}
		}
		if *only == "sync" {
			return nil
		}
		return b.api(ctx, stdout, *vehicles, *repeat, *requests)
	})
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	return 0
}

// bench is one measurement's surroundings.
type bench struct {
	server *testdb.Server
	dir    string
	binary string
	stderr io.Writer
}

// withServer measures with the program built, and a MySQL running.
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
	fmt.Fprintf(stdout, "%d cores, %s, %s, %s\n\n", runtime.NumCPU(), runtime.Version(), testdb.Image, time.Now().UTC().Format(time.DateOnly))
	return measure(b)
}

// syncs measures the copying at one or two sizes.
func (b *bench) syncs(ctx context.Context, stdout io.Writer, rows, repeat int, tenfold bool) error {
	scales := []int{rows}
	if tenfold {
		scales = append(scales, 10*rows)
	}
	for i, scale := range scales {
		if i > 0 {
			repeat = 1
		}
		results, err := b.scale(ctx, scale, repeat)
		if err != nil {
			return err
		}
		if err := printResults(stdout, scale, results); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.stderr, "bench: "+format+"\n", args...)
}

// result is what was measured of one thing.
type result struct {
	name  string
	wall  []time.Duration
	rssMB float64
	note  string
}

func (r result) median() time.Duration {
	sorted := slices.Sorted(slices.Values(r.wall))
	return sorted[len(sorted)/2]
}

func printResults(out io.Writer, rows int, results []result) error {
	fmt.Fprintf(out, "%d rows × 22 columns\n", rows)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "what\tmedian\ttimes the drain\trows/s\tpeak memory\tnote\n")
	drain := results[0].median()
	for _, r := range results {
		memory := "–"
		if r.rssMB > 0 {
			memory = fmt.Sprintf("%.0f MB", r.rssMB)
		}
		fmt.Fprintf(table, "%s\t%.2f s\t%.2f\t%.0f\t%s\t%s\n", r.name, r.median().Seconds(), r.median().Seconds()/drain.Seconds(),
			float64(rows)/r.median().Seconds(), memory, r.note)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, strings.Repeat("-", 20))
	return err
}
