package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"forecourt/internal/process"
)

const (
	// markers is the number of vehicles whose price is the number of the last commit. A commit changes all of them, so
	// an answer with two prices shows a state that the source never had.
	markers = 20
	// markerMake is a make that no other vehicle has.
	markerMake = "Zastava"
	// askEvery is the pause between two requests to one reader.
	askEvery = 25 * time.Millisecond
)

// watcher asks one reader again and again, and checks each answer.
type watcher struct {
	*program
	chaos  *chaos
	client *http.Client

	mu sync.Mutex
	// shown is the greatest number that the reader has shown. first has, for each number, when the reader first showed
	// it or a greater one.
	shown int
	first map[int]time.Time
	// took are the times that answers took while the reader had no fault.
	took []time.Duration
}

func newWatcher(c *chaos, p *program) *watcher {
	return &watcher{program: p, chaos: c, client: &http.Client{Timeout: 15 * time.Second}, first: map[int]time.Time{}}
}

// run asks until the context ends.
func (w *watcher) run(ctx context.Context) {
	for process.Pause(ctx, askEvery) {
		if w.isDown() {
			continue
		}
		begin := time.Now()
		number, err := w.ask(ctx)
		took := time.Since(begin)
		if ctx.Err() != nil {
			return
		}
		if !w.healthySince(begin) {
			continue // The fault may have changed or prevented the answer.
		}
		if err != nil {
			w.chaos.fault("a search: %s: %v", w.Name, err)
			continue
		}
		w.take(number, took)
	}
}

// take records what an answer has shown. A reader must never go back in time.
func (w *watcher) take(number int, took time.Duration) {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.took = append(w.took, took)
	if number < w.shown {
		w.chaos.fault("%s shows commit %d after it has shown %d", w.Name, number, w.shown)
		return
	}
	for n := w.shown + 1; n <= number; n++ {
		w.first[n] = now
	}
	w.shown = number
}

// seen returns when the reader first showed a commit.
func (w *watcher) seen(number int) (time.Time, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, ok := w.first[number]
	return at, ok
}

// last returns the greatest number that the reader has shown.
func (w *watcher) last() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown
}

// latencies returns the times that answers took since the last call, sorted.
func (w *watcher) latencies() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	took := w.took
	w.took = nil
	slices.Sort(took)
	return took
}

// ask searches for the marked vehicles, and returns the number that they show.
func (w *watcher) ask(ctx context.Context) (number int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+"/cars/?make="+markerMake+"&limit=50", http.NoBody)
	if err != nil {
		return 0, err
	}
	request.Header.Set("X-API-Key", w.chaos.key)
	response, err := w.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }() // The body was read.
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %.300s", response.Status, body)
	}
	var answer struct {
		Total int
		Items []struct{ Price json.Number }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return 0, fmt.Errorf("a broken answer: %w", err)
	}
	if answer.Total != markers || len(answer.Items) != markers {
		return 0, fmt.Errorf("%d of %d marked vehicles are there, want %d", len(answer.Items), answer.Total, markers)
	}
	for _, item := range answer.Items {
		if item.Price != answer.Items[0].Price {
			return 0, fmt.Errorf("one answer has the states of commits %s and %s", answer.Items[0].Price, item.Price)
		}
	}
	price, err := strconv.ParseFloat(string(answer.Items[0].Price), 64)
	return int(price), err
}
