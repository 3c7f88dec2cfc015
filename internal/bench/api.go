package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"forecourt/internal/demo"
	"forecourt/internal/testdb"
	"forecourt/internal/vehicle"
	benchsql "forecourt/sql/bench"
)

// apiBench compares `forecourt serve` with the plain handler.
type apiBench struct {
	*bench
	out      io.Writer
	all      []demo.Vehicle
	paths    string
	repeat   int
	requests int64
	// answers is how many answers are compared with the history.
	answers int64
	history *history
	// plot is the file to draw the freshness into, or "".
	plot string
}

// api measures the API with a number of vehicles. measured names what is measured; "" is everything: start is the
// program's start; api is a copy that rests, and live searches; copy is the copy alone; pages are those for people;
// check compares answers with a model while the copy is refreshed, and fresh measures them.
func (b *bench) api(ctx context.Context, out io.Writer, rows, repeat int, requests, answers int64, measured, plot string) (err error) {
	a := &apiBench{bench: b, out: out, all: stockOf(rows), repeat: repeat, requests: requests, answers: answers, plot: plot}
	a.history = newHistory(a.all)
	b.readyWithin = time.Duration(max(1, rows/1_000_000)) * time.Minute // It reads the words of all vehicles first.
	database := "bench_api"
	db, err := b.fill(ctx, database, rows)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// Both servers connect to MySQL without TLS.
	if _, err := db.ExecContext(ctx, benchsql.Statement("index")); err != nil {
		return err
	}
	cache := filepath.Join(b.dir, database+".db")
	if err := b.sync(ctx, &result{name: "first load"}, database, cache, `"inserted":`+strconv.Itoa(rows)); err != nil {
		return err
	}
	paths, count, err := b.writePaths(a.all)
	if err != nil {
		return err
	}
	a.paths = paths
	source, err := a.refreshable(ctx, database, cache)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "API, %d vehicles; make + model + year: %d combinations at random, wrk with %d connections on the same cores\n", rows, count, connections)
	parts := []struct {
		name    string
		measure func() error
	}{
		{"start", func() error { return a.start(ctx, cache) }},
		{"copy", func() error { return a.copied(ctx, cache) }},
		{"api", func() error { return a.cached(ctx, cache) }},
		{"api", func() error { return a.live(ctx, database) }},
		{"pages", func() error { return a.pages(ctx, cache) }},
		{"check", func() error { return a.check(ctx, db, source) }},
		{"fresh", func() error { return a.fresh(ctx, db, source) }},
	}
	indexed := false
	for _, part := range parts {
		if measured != part.name && (measured != "" || part.name == "copy") { // It is a part of api.
			continue
		}
		if refreshed := part.name == "check" || part.name == "fresh"; refreshed && !indexed {
			if _, err := db.ExecContext(ctx, benchsql.Statement("index_cursor")); err != nil {
				return err
			}
			indexed = true
		}
		if err := part.measure(); err != nil {
			return err
		}
	}
	return nil
}

func (a *apiBench) cached(ctx context.Context, cache string) error {
	if err := a.copied(ctx, cache); err != nil {
		return err
	}
	return a.own(ctx, "from the cache", "READ_FROM=cache", "CACHE_PATH="+cache)
}

// copied measures searches of the copy: at random, in any combination, and very many.
func (a *apiBench) copied(ctx context.Context, cache string) (err error) {
	plain, err := a.startPlain(ctx, "sqlite", "file:"+cache+"?mode=ro")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plain.stop()) }()
	served, err := a.startAPI(ctx, "READ_FROM=cache", "CACHE_PATH="+cache, "INDEX_UP_TO="+strconv.Itoa(len(a.all)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, served.stop()) }()
	if err := a.indexed(ctx, cache); err != nil {
		return err
	}
	if err := a.compare(ctx, "from the cache", served, plain); err != nil {
		return err
	}
	if err := a.combinations(ctx, served); err != nil {
		return err
	}
	return a.endurance(ctx, served)
}

// indexed waits until the index is ready, which a server then keeps beside the copy.
func (a *apiBench) indexed(ctx context.Context, cache string) error {
	a.say("wait for the index")
	waiting, stop := context.WithTimeout(ctx, 10*time.Minute)
	defer stop()
	for {
		_, err := os.Stat(cache + ".index")
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		select {
		case <-waiting.Done():
			return fmt.Errorf("the index was not ready: %w", waiting.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (a *apiBench) live(ctx context.Context, database string) (err error) {
	host, port, err := a.server.Address(ctx)
	if err != nil {
		return err
	}
	dsn := fmt.Sprintf("%s:%s@tcp(%s:%d)/%s?tls=false", testdb.User, testdb.Password, resolve(host), port, database)
	alone, err := queryAlone(ctx, "mysql", dsn, a.paths, burst)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(a.out, "live, the plain handler's queries alone, without HTTP, JSON and wrk: %.0f searches/s\n", alone); err != nil {
		return err
	}
	plain, err := a.startPlain(ctx, "mysql", dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plain.stop()) }()
	env := []string{"READ_FROM=live", "SOURCE_HOST=" + resolve(host), "SOURCE_PORT=" + strconv.Itoa(port), "SOURCE_USER=" + testdb.User,
		"SOURCE_PASSWORD=" + testdb.Password, "SOURCE_DATABASE=" + database, "SOURCE_SSL_MODE=disabled"}
	served, err := a.startAPI(ctx, env...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, served.stop()) }()
	if err := a.compare(ctx, "live", served, plain); err != nil {
		return err
	}
	return a.own(ctx, "live", env...)
}

// compare loads both servers in turn.
func (a *apiBench) compare(ctx context.Context, name string, served, plain *process) error {
	var ours, theirs, our99, their99 []float64
	for i := range a.repeat + 1 {
		a.say("%s, round %d of %d (0 warms up)", name, i, a.repeat)
		l, err := a.loadAll(ctx, served, a.paths)
		if err != nil {
			return err
		}
		other, err := a.loadAll(ctx, plain, a.paths)
		if err != nil {
			return err
		}
		if i > 0 {
			ours, theirs = append(ours, l.perSecond), append(theirs, other.perSecond)
			our99, their99 = append(our99, milliseconds(l.p99)), append(their99, milliseconds(other.p99))
		}
	}
	ourMedian, theirMedian := median(ours), median(theirs)
	_, err := fmt.Fprintf(a.out, "%s: forecourt %.0f requests/s %.0f, plain handler %.0f requests/s %.0f: %.2f times; 99th percentile %.1f ms %.1f, of the plain handler %.1f ms %.1f\n",
		name, ourMedian, ours, theirMedian, theirs, ourMedian/theirMedian, median(our99), our99, median(their99), their99)
	return err
}

// searches is how many combinations of filters are tried.
const searches = 5000

// combinations measures random combinations of filters, in random order, with one client at a time.
func (a *apiBench) combinations(ctx context.Context, p *process) error {
	a.say("%d random combinations of filters and orders", searches)
	random := rand.New(rand.NewPCG(1, 2))
	var took []time.Duration
	var slowest string
	for range searches {
		path := randomSearch(random, a.all)
		status, t, err := get(ctx, "http://"+p.address+path)
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return fmt.Errorf("GET %s: status %d", path, status)
		}
		if len(took) == 0 || t > slices.Max(took) {
			slowest = path
		}
		took = append(took, t)
	}
	slices.Sort(took)
	_, err := fmt.Fprintf(a.out, "any combination of filters and orders, from the cache, one client: median %s, 99th percentile %s, longest %s (%s)\n",
		took[len(took)/2].Round(10*time.Microsecond), took[len(took)*99/100].Round(10*time.Microsecond), took[len(took)-1].Round(10*time.Microsecond), slowest)
	return err
}

// randomSearch filters by values of a random vehicle: any number of them, in random order.
func randomSearch(random *rand.Rand, all []demo.Vehicle) string {
	v := all[random.IntN(len(all))]
	q := url.Values{"sort": {string(vehicle.StandardShape().Orders()[random.IntN(len(vehicle.StandardShape().Orders()))])}}
	one := func() bool { return random.IntN(5) == 0 }
	word := func(name string, value *string) {
		if one() && value != nil && *value != "" {
			q.Set(name, *value)
		}
	}
	word("make", &v.Make)
	word("model", &v.Model)
	word("trim", v.Trim)
	word("color", v.Color)
	word("body_type", v.BodyType)
	word("fuel_type", v.FuelType)
	word("transmission", v.Transmission)
	word("drivetrain", v.Drivetrain)
	word("condition", v.ItemCondition)
	word("location", v.Location)
	word("status", &v.Status)
	number := func(name string, value *int64, change int64) {
		if one() && value != nil {
			q.Set(name, strconv.FormatInt(max(0, *value+change), 10))
		}
	}
	number("year_min", v.Year, -2)
	number("year_max", v.Year, 2)
	number("mileage_min", v.Mileage, -9000)
	number("mileage_max", v.Mileage, 9000)
	if v.Price != nil {
		whole := int64(*v.Price) / 100
		number("price_min", &whole, -3000)
		number("price_max", &whole, 3000)
	}
	return "/cars/?" + q.Encode()
}

// endurance sends a large number of requests, and measures the memory in between.
func (a *apiBench) endurance(ctx context.Context, p *process) error {
	var sent int64
	sizes := ""
	for next := a.requests / 10; sent < a.requests; {
		a.say("memory: %d of %d requests", sent, a.requests)
		l, err := a.loadAll(ctx, p, a.paths)
		if err != nil {
			return err
		}
		if sent += l.requests; sent >= next {
			size, err := p.residentMB()
			if err != nil {
				return err
			}
			sizes += fmt.Sprintf(" %.0f", size)
			next += a.requests / 10
		}
	}
	_, err := fmt.Fprintf(a.out, "memory over %d requests, in MB after each tenth:%s\n", sent, sizes)
	return err
}
