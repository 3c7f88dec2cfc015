package cars

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

const (
	// keepValues is how long the stock's words are kept at least: they are read from all of it. Where that takes long,
	// they are kept keepTimes as long as it took, so that the source has other things to do.
	keepValues = 30 * time.Second
	keepTimes  = 50
	// keepVocabulary is how long a vocabulary is kept while only the numbers of vehicles change. They decide between
	// readings that are about as likely. A word that the stock did not have makes a new vocabulary at once.
	keepVocabulary = 30 * time.Second
	// staleValues is how old they may be while they are read anew; older ones are waited for.
	staleValues = 10 * time.Minute
	// readValues is how long reading them may take. It goes on when the request that began it is gone.
	readValues = time.Minute
)

// keptValues keeps the stock's words, and the vocabulary made of them. They are read anew in the background, one
// reading at a time. It is safe for concurrent use.
type keptValues struct {
	now  func() time.Time
	book *wordbook.Book
	// shape is the fields of the stock, own are other words for the values of the owner's own.
	shape *vehicle.Shape
	own   map[string][]mapping.Synonyms

	mu         sync.Mutex
	values     vehicle.Values
	vocabulary *words.Vocabulary
	options    match.Options
	// read is when values were read, and counts the numbers of vehicles of which the vocabulary was made at made.
	read, made time.Time
	counts     map[string][]vehicle.Count
	took       time.Duration
	loading    chan struct{} // Closed when the reading at work ends; nil when there is none.
	failed     error
}

// get returns the stock's words. Those that are not too old come at once.
func (k *keptValues) get(ctx context.Context, r Reader) (vehicle.Values, *words.Vocabulary, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	age := k.now().Sub(k.read)
	if k.vocabulary != nil && age < max(keepValues, min(keepTimes*k.took, staleValues/2)) {
		return k.values, k.vocabulary, nil
	}
	k.begin(context.WithoutCancel(ctx), r)
	if k.vocabulary != nil && age < staleValues {
		return k.values, k.vocabulary, nil
	}
	done := k.loading
	k.mu.Unlock()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	k.mu.Lock()
	switch {
	case err == nil && k.failed == nil, k.vocabulary != nil:
		return k.values, k.vocabulary, nil
	case err == nil:
		err = k.failed
	}
	return vehicle.Values{}, nil, err
}

// last returns the words that were read last, without waiting for any: nil for none.
func (k *keptValues) last() (vehicle.Values, *words.Vocabulary) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.values, k.vocabulary
}

// renew reads the words in the background, before anybody wants them: for the first time, or because a newer snapshot
// was seen than the one that they are of.
func (k *keptValues) renew(ctx context.Context, r Reader) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.begin(ctx, r)
}

// begin begins to read, unless that is going on. The caller holds the lock.
func (k *keptValues) begin(ctx context.Context, r Reader) {
	if k.loading == nil {
		k.loading = make(chan struct{})
		go k.load(ctx, r)
	}
}

// load reads the words, and tells those who wait.
func (k *keptValues) load(ctx context.Context, r Reader) {
	ctx, stop := context.WithTimeout(ctx, readValues)
	defer stop()
	begin := k.now()
	values, options, err := readStock(ctx, r, k.shape)
	options.Year, options.Shape, options.Own = k.now().Year(), k.shape, k.own
	k.mu.Lock()
	vocabulary, made, counts := k.vocabulary, k.made, k.counts
	fits := vocabulary != nil && reflect.DeepEqual(k.options, options)
	k.mu.Unlock()
	if err == nil && (!fits || !maps.EqualFunc(counts, values.Counts, slices.Equal[[]vehicle.Count])) {
		if !fits || begin.Sub(made) >= keepVocabulary || !sameWords(counts, values.Counts) {
			vocabulary, made, counts = words.New(k.book, values, options), begin, values.Counts
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed = err; err == nil {
		k.values, k.vocabulary, k.options, k.read, k.took = values, vocabulary, options, k.now(), k.now().Sub(begin)
		k.made, k.counts = made, counts
	}
	close(k.loading)
	k.loading = nil
}

// sameWords reports whether two stocks have the same words, in whatever numbers of vehicles.
func sameWords(a, b map[string][]vehicle.Count) bool {
	return maps.EqualFunc(a, b, func(a, b []vehicle.Count) bool {
		if len(a) != len(b) {
			return false
		}
		known := make(map[vehicle.Count]bool, len(a))
		for _, c := range a {
			known[vehicle.Count{Of: c.Of, Value: c.Value}] = true
		}
		return !slices.ContainsFunc(b, func(c vehicle.Count) bool { return !known[vehicle.Count{Of: c.Of, Value: c.Value}] })
	})
}

// readStock reads the stock's words, and the unit and currency of its numbers, if they have one.
func readStock(ctx context.Context, r Reader, shape *vehicle.Shape) (values vehicle.Values, options match.Options, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("read the stock's words: %v", reason)
		}
	}()
	if values, err = r.Values(ctx); err != nil {
		return values, options, err
	}
	for _, f := range shape.Ranged() {
		switch {
		case f.Own:
		case f.Distance:
			options.Unit = unitWords[strings.ToLower(onlyUnit(&values, f))]
		case f.Kind == vehicle.Money:
			options.Currency = strings.ToUpper(onlyUnit(&values, f))
		}
	}
	return values, options, nil
}
