package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"forecourt/internal/testdb"
	benchsql "forecourt/sql/bench"
)

// refreshing is how a copy is refreshed while it is searched.
type refreshing struct {
	name string
	// env are the settings beside those of the source; changed vehicles are changed every so often.
	env     []string
	changed int
	every   time.Duration
}

const (
	// freshLoad is how long searches are measured with each refreshing.
	freshLoad = 25 * time.Second
	// freshRest is how long the refreshing alone is measured.
	freshRest = 15 * time.Second
	// settled is after how many times between two changes the copy has the last one.
	settled = 3
)

// refreshable returns the settings of a server that refreshes its copy.
func (a *apiBench) refreshable(ctx context.Context, database, cache string) ([]string, error) {
	host, port, err := a.server.Address(ctx)
	if err != nil {
		return nil, err
	}
	return []string{"READ_FROM=cache", "CACHE_PATH=" + cache, "SOURCE_HOST=" + resolve(host), "SOURCE_PORT=" + strconv.Itoa(port),
		"SOURCE_USER=" + testdb.User, "SOURCE_PASSWORD=" + testdb.Password, "SOURCE_DATABASE=" + database, "SOURCE_SSL_MODE=disabled"}, nil
}

// fresh measures searches of a copy that is refreshed meanwhile.
func (a *apiBench) fresh(ctx context.Context, db *sql.DB, source []string) error {
	var measured []freshness
	const every = 5 * time.Second
	full := []string{"SERVE_SYNC_EVERY=" + every.String()}
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "searches while the copy is refreshed, %d vehicles\trequests/s\t99th percentile\tnot answered\tlag: median, longest\tmemory\tprocessor without searches\n", len(a.all))
	for _, r := range []refreshing{
		{"not refreshed", nil, 0, 0},
		{"every 5 s, 0 % changed", full, 0, 0},
		{"every 5 s, 1 % changed", full, len(a.all) / 100, every},
		{"every 5 s, 10 % changed", full, len(a.all) / 10, every},
		{"every second by a cursor, 100 vehicles changed", []string{"SERVE_SYNC_EVERY=1s", "SYNC_VIEWS=vehicles_stock:id:updated_at"}, 100, time.Second},
	} {
		a.say("searches while refreshing: %s", r.name)
		f, err := a.refreshed(ctx, r, db, append(source[:len(source):len(source)], r.env...))
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		measured = append(measured, f)
		lag := ""
		if len(f.lags) > 0 {
			lag = fmt.Sprintf("%s, %s", f.lags[len(f.lags)/2].Round(10*time.Millisecond), f.lags[len(f.lags)-1].Round(10*time.Millisecond))
		}
		fmt.Fprintf(table, "%s\t%.0f\t%s\t%d\t%s\t%.0f MB\t%.1f %% of a core\n", r.name, f.perSecond, f.p99, f.failed, lag, f.memory, 100*f.resting)
	}
	if err := table.Flush(); err != nil || a.plot == "" {
		return err
	}
	return os.WriteFile(a.plot, drawFreshness(measured), 0o644)
}

// freshness is what was measured with one way of refreshing.
type freshness struct {
	load
	name string
	// lags are in order. memory is the most, in MB, and resting the part of a core that is used while nobody searches.
	lags            []time.Duration
	memory, resting float64
}

// refreshed measures searches with one way of refreshing.
func (a *apiBench) refreshed(ctx context.Context, r refreshing, db *sql.DB, env []string) (f freshness, err error) {
	f.name = r.name
	served, err := a.startAPI(ctx, env...)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, served.stop()) }()
	if _, err := a.load(ctx, served, a.paths, burst); err != nil { // It warms up.
		return f, err
	}
	c := &changer{refreshing: r, db: db, vehicles: len(a.all)}
	if f.resting, err = c.rest(ctx, served); err != nil {
		return f, err
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	if r.changed > 0 {
		group.Go(func() (err error) {
			f.lags, err = c.watch(working, served)
			return err
		})
	}
	group.Go(func() error {
		for working.Err() == nil {
			size, err := served.residentMB()
			if err != nil {
				return err
			}
			f.memory = max(f.memory, size)
			time.Sleep(100 * time.Millisecond)
		}
		return nil
	})
	f.load, err = a.load(ctx, served, a.paths, freshLoad)
	stop()
	err = errors.Join(err, group.Wait())
	slices.Sort(f.lags)
	return f, err
}

// changer changes vehicles in the source.
type changer struct {
	refreshing
	db              *sql.DB
	vehicles, round int
}

// change changes the next vehicles.
func (c *changer) change(ctx context.Context) error {
	part := max(1, c.vehicles/c.changed)
	_, err := c.db.ExecContext(context.WithoutCancel(ctx), benchsql.Statement("change"), part, c.round%part, c.changed)
	c.round++
	return err
}

// rest returns which part of a core a server takes to follow the changes while nobody searches.
func (c *changer) rest(ctx context.Context, p *process) (part float64, err error) {
	working, stop := context.WithCancel(ctx)
	var group errgroup.Group
	group.Go(func() error {
		for working.Err() == nil && c.changed > 0 {
			if err := c.change(working); err != nil {
				return err
			}
			select {
			case <-working.Done():
			case <-time.After(c.every):
			}
		}
		return nil
	})
	defer func() {
		stop()
		err = errors.Join(err, group.Wait())
		time.Sleep(settled * c.every) // The copy has the last change then.
	}()
	time.Sleep(freshRest) // The first run reads all rows, and the index of them is made.
	before, err := p.processor()
	if err != nil {
		return 0, err
	}
	time.Sleep(freshRest)
	after, err := p.processor()
	return (after - before).Seconds() / freshRest.Seconds(), err
}

// watch changes vehicles, and returns how long it took each time from the commit to the first answer that shows it.
func (c *changer) watch(ctx context.Context, p *process) (lags []time.Duration, err error) {
	before, err := newest(ctx, p)
	for ctx.Err() == nil && err == nil {
		begin := time.Now()
		if err := c.change(ctx); err != nil {
			return nil, err
		}
		committed := time.Now()
		now := before
		for now == before && err == nil {
			time.Sleep(5 * time.Millisecond)
			now, err = newest(ctx, p)
		}
		if err == nil {
			lags = append(lags, time.Since(committed))
			time.Sleep(max(0, c.every-time.Since(begin)))
		}
		before = now
	}
	if ctx.Err() != nil { // The measurement is over, in the middle of a round.
		err = nil
	}
	return lags, err
}

// newest returns the vehicle that was changed last, as the API answers it.
func newest(ctx context.Context, p *process) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/cars/?limit=1&sort=-updated_at", http.NoBody)
	if err != nil {
		return "", err
	}
	request.Header.Set("X-API-Key", benchKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	var body struct {
		Items json.RawMessage `json:"items"`
	}
	err = json.NewDecoder(response.Body).Decode(&body)
	if response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s", response.Status)
	}
	return string(body.Items), errors.Join(err, response.Body.Close())
}
