package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	benchsql "forecourt/sql/bench"
)

const (
	// checkers is how many clients send searches at once.
	checkers = 4
	// clockSlack is how far the time of an answer may be from that of the source's commit.
	clockSlack = 100 * time.Millisecond
	// wrongShown is how many wrong answers are shown.
	wrongShown = 5
)

// checked is a way of refreshing under which answers are compared with a model.
type checked struct {
	name string
	env  []string
	// sold tells that vehicles leave the stock, too. A cursor does not see that, only a run of all rows does.
	sold bool
}

// check sends random searches while the copy is refreshed. Each answer must be the one that a plain model of the stock
// gives for the time that the answer names in as_of.
func (a *apiBench) check(ctx context.Context, db *sql.DB, source []string) error {
	for _, way := range []checked{
		{"every second by a cursor", []string{"SERVE_SYNC_EVERY=1s", "SYNC_VIEWS=vehicles_stock:id:updated_at"}, false},
		{"by reading all rows every 3 s", []string{"SERVE_SYNC_EVERY=3s"}, true},
	} {
		if err := a.checkOne(ctx, db, append(source[:len(source):len(source)], way.env...), way, a.answers/2); err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
	}
	return nil
}

func (a *apiBench) checkOne(ctx context.Context, db *sql.DB, env []string, way checked, answers int64) (err error) {
	a.say("compare %d answers with a model: %s", answers, way.name)
	served, err := a.startAPI(ctx, env...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, served.stop()) }()
	working, stop := context.WithCancel(ctx)
	defer stop()
	c := &checker{stock: a.history, process: served, left: answers}
	var group, asking errgroup.Group
	group.Go(func() error { return a.history.write(working, db, way.sold) })
	for i := range checkers {
		asking.Go(func() error { return c.ask(working, rand.New(rand.NewPCG(7, uint64(i)))) })
	}
	err = asking.Wait()
	stop()
	if err = errors.Join(err, group.Wait()); err != nil {
		return err
	}
	for _, line := range c.shown {
		fmt.Fprintln(a.out, line)
	}
	_, err = fmt.Fprintf(a.out, "answers compared with a model, refreshed %s: %d, wrong: %d; %d states of the stock were seen in them, of %d\n",
		way.name, answers, c.wrong.Load(), len(c.seen), a.history.count())
	if wrong := c.wrong.Load(); wrong > 0 {
		err = errors.Join(err, fmt.Errorf("%d answers are wrong", wrong))
	}
	return err
}

// checker sends searches and compares the answers.
type checker struct {
	stock   *history
	process *process
	wrong   atomic.Int64

	mu sync.Mutex
	// left is how many answers are still to be compared.
	left int64
	// shown are the first wrong answers, and seen the states that answers have shown.
	shown []string
	seen  map[int]bool
}

func (c *checker) take() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	return c.left >= 0
}

// ask sends searches until enough were compared.
func (c *checker) ask(ctx context.Context, random *rand.Rand) error {
	for ctx.Err() == nil && c.take() {
		s := c.stock.random(random)
		path := "/cars/?" + s.query().Encode()
		got, err := search(ctx, c.process, path)
		if err != nil {
			return fmt.Errorf("GET %s: %w", path, err)
		}
		state, right := c.stock.explain(&s, got)
		c.mu.Lock()
		if right {
			if c.seen == nil {
				c.seen = map[int]bool{}
			}
			c.seen[state] = true
		} else if c.wrong.Add(1); len(c.shown) < wrongShown {
			c.shown = append(c.shown, "WRONG: GET "+path+": "+c.stock.diagnose(&s, got))
		}
		c.mu.Unlock()
	}
	return ctx.Err()
}

// found is an answer, as far as it is compared.
type found struct {
	Items []foundCar `json:"items"`
	Total int        `json:"total"`
	AsOf  time.Time  `json:"as_of"`
}

type foundCar struct {
	ID      int64  `json:"id"`
	Mileage *int64 `json:"mileage"`
}

func search(ctx context.Context, p *process, path string) (*found, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-API-Key", benchKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s: %s", response.Status, text)
	}
	var f found
	return &f, json.Unmarshal(text, &f)
}

// write changes the stock about twice a second, until the context ends.
func (h *history) write(ctx context.Context, db *sql.DB, sold bool) error {
	every := time.NewTicker(500 * time.Millisecond)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
		if err := h.step(context.WithoutCancel(ctx), db, sold); err != nil {
			return err
		}
	}
}

// step makes the next state, in one transaction.
func (h *history) step(ctx context.Context, db *sql.DB, sold bool) error {
	number := h.begin(sold)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // It was committed, if all went well.
	if _, err := tx.ExecContext(ctx, benchsql.Statement("change"), changedOf, number%changedOf, len(h.all)); err != nil {
		return err
	}
	if sold {
		if _, err := tx.ExecContext(ctx, benchsql.Statement("sell"), soldOf, number%soldOf); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	h.committed()
	return nil
}

// query is the search as the API takes it. Words in quotes mean the very value.
func (s *wanted) query() url.Values {
	q := url.Values{"make": {quoted(s.of.Make)}, "model": {quoted(s.of.Model)}, "sort": {s.sort}}
	if s.year != nil {
		q.Set("year", strconv.FormatInt(*s.year, 10))
	}
	if s.color != nil {
		q.Set("color", quoted(*s.color))
	}
	if s.least != nil {
		q.Set("mileage_min", strconv.FormatInt(*s.least, 10))
	}
	if s.most != nil {
		q.Set("mileage_max", strconv.FormatInt(*s.most, 10))
	}
	return q
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, "") + `"` }
