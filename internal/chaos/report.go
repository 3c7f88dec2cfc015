package chaos

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// lags returns the times from each commit until the slowest reader showed it, sorted, and the number of commits that
// some reader never showed. With spare, a reader that itself had a fault meanwhile is left out.
func (c *chaos) lags(from, to int, spare bool) (lags []time.Duration, never int) {
	at := c.commits.all()
	for n := max(1, from); n <= min(to, len(at)); n++ {
		var slowest time.Duration
		all := true
		for _, r := range c.readers {
			seen, ok := r.seen(n)
			all = all && ok
			if !spare || !r.hadFault(at[n-1], seen) {
				slowest = max(slowest, seen.Sub(at[n-1]))
			}
		}
		if all {
			lags = append(lags, slowest)
		} else {
			never++
		}
	}
	slices.Sort(lags)
	return lags, never
}

// afterFault is how many commits after a fault belong to it, too. Later ones may be late because of the next fault.
const afterFault = 3

// lagsOf returns the times from the commits during the faults of one kind until the slowest reader showed them, sorted,
// and the number of faults.
func (c *chaos) lagsOf(kind string) (lags []time.Duration, times int) {
	for _, f := range c.caused {
		if f.kind == kind {
			times++
			some, _ := c.lags(f.from, f.to+afterFault, false)
			lags = append(lags, some...)
		}
	}
	slices.Sort(lags)
	return lags, times
}

// stall is how long a search may take. Longer ones are counted.
const stall = 50 * time.Millisecond

// report prints the figures. It returns the error of failed.
func (c *chaos) report() error {
	f := c.figures
	calm, _ := c.lags(f.from, f.to, false)
	all, never := c.lags(1, len(c.commits.all()), false)
	spared, _ := c.lags(1, len(c.commits.all()), true)
	slices.Sort(c.newWriter)
	table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(c.Out, "%d vehicles, %d readers, %d commits, %d faults\n\n", c.Vehicles, c.Readers, len(c.commits.all()), len(c.caused))
	fmt.Fprintf(table, "from a commit at the source to the slowest reader, without faults\tp50 %s\tp99 %s\tmost %s\n", at(calm, 0.5), at(calm, 0.99), at(calm, 1))
	fmt.Fprintf(table, "the same, with faults\tp50 %s\tp99 %s\tmost %s\n", at(all, 0.5), at(all, 0.99), at(all, 1))
	fmt.Fprintf(table, "the same, of readers that have no fault themselves\tp50 %s\tp99 %s\tmost %s\n", at(spared, 0.5), at(spared, 0.99), at(spared, 1))
	searches(table, "a search, without faults", f.answers)
	searches(table, "the same, at a server that follows nothing", f.still)
	fmt.Fprintf(table, "from the death of the writer to the first later commit at a reader\tp50 %s\tmost %s\t%d times\n", at(c.newWriter, 0.5), at(c.newWriter, 1), len(c.newWriter))
	fmt.Fprintf(table, "a new reader, without a copy, has answered a search after\t%s\n", f.newReader.Round(time.Millisecond))
	if f.rows > 0 && f.messages > 0 {
		each := float64(f.bytes) / float64(f.rows)
		fmt.Fprintf(table, "bytes in the stream for a changed row\t%.0f\t%.1f times a row's %.0f\t%d rows in %d messages\n", each, each/f.rowBytes, f.rowBytes, f.rows, f.messages)
	}
	fmt.Fprintf(table, "checked at the end\t%d contents of copies\t%d changes in a row\t%d snapshots taken\n", f.states, f.changes, f.snapshots)
	for _, kind := range kinds {
		lags, times := c.lagsOf(kind.name)
		fmt.Fprintf(table, "%s\tp50 %s\tp99 %s\tmost %s\t%d times\n", kind.name, at(lags, 0.5), at(lags, 0.99), at(lags, 1), times)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if never > 0 {
		c.fault("%d commits were never shown by all readers", never)
	}
	return c.failed()
}

// searches prints how long searches took, and how many of them took longer than stall.
func searches(to io.Writer, which string, sorted []time.Duration) {
	short, _ := slices.BinarySearch(sorted, stall+1)
	fmt.Fprintf(to, "%s\tp50 %s\tp99 %s\tmost %s\t%d of %d over %s\n", which, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), len(sorted)-short, len(sorted), stall)
}

// failed returns an error that lists what went wrong.
func (c *chaos) failed() error {
	if len(c.wrong) > 0 {
		all := 0
		for _, n := range c.times {
			all += n
		}
		return fmt.Errorf("%d things went wrong, among them:\n%s\n%s", all, strings.Join(c.wrong, "\n"), c.logs())
	}
	return nil
}

// at returns the value at a fraction of a sorted list, such as 0.99.
func at(sorted []time.Duration, part float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(part*float64(len(sorted)-1))].Round(time.Millisecond)
}
