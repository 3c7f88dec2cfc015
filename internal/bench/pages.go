package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// pagesAsked is how many pages are measured.
	pagesAsked = 1000
	// people look at a page each second while programs search.
	people = 10
)

// pages measures the pages for people: how long the server works on one, how long it is, and what they cost the
// programs that search meanwhile.
func (a *apiBench) pages(ctx context.Context, cache string) (err error) {
	served, err := a.startAPI(ctx, "READ_FROM=cache", "CACHE_PATH="+cache)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, served.stop()) }()
	a.say("%d pages", pagesAsked)
	random := rand.New(rand.NewPCG(5, 6))
	var took []time.Duration
	var slowest string
	for range pagesAsked {
		path := a.randomPage(random)
		page, err := getPage(ctx, served, path, "gzip")
		if err != nil {
			return err
		}
		if len(took) == 0 || page.took > slices.Max(took) {
			slowest = path
		}
		took = append(took, page.took)
	}
	slices.Sort(took)
	if _, err := fmt.Fprintf(a.out, "pages for people, from the cache, one client: median %s, 99th percentile %s, longest %s (%s)\n",
		took[len(took)/2].Round(10*time.Microsecond), took[len(took)*99/100].Round(10*time.Microsecond), took[len(took)-1].Round(10*time.Microsecond), slowest); err != nil {
		return err
	}
	if err := a.pageSizes(ctx, served); err != nil {
		return err
	}
	return a.pagesBeside(ctx, served)
}

// randomPage is the address of a page: mostly a list of cars with filters, and sometimes a car or what changed.
func (a *apiBench) randomPage(random *rand.Rand) string {
	switch random.IntN(10) {
	case 0:
		return "/changes"
	case 1, 2:
		return "/stock/" + strconv.FormatInt(a.all[random.IntN(len(a.all))].ID, 10)
	}
	return strings.TrimPrefix(randomSearch(random, a.all), "/cars")
}

// page is an answer that was measured.
type page struct {
	took time.Duration
	// sent is how many bytes the answer takes on the line.
	sent int
	text string
}

// getPage asks for a page as a browser does, which takes compressed answers; or with the encoding "identity" for its
// text.
func getPage(ctx context.Context, p *process, path, encoding string) (page, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+path, http.NoBody)
	if err != nil {
		return page{}, err
	}
	request.Header.Set("X-API-Key", benchKey)
	request.Header.Set("Accept-Encoding", encoding)
	begin := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return page{}, err
	}
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: status %s", path, response.Status)
	}
	return page{time.Since(begin), len(text), string(text)}, errors.Join(err, response.Body.Close())
}

// asset finds what a page loads besides itself.
var asset = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// pageSizes says what the first page and a later one send.
func (a *apiBench) pageSizes(ctx context.Context, p *process) error {
	readable, err := getPage(ctx, p, "/", "identity")
	if err != nil {
		return err
	}
	first, err := getPage(ctx, p, "/", "gzip")
	if err != nil {
		return err
	}
	all := first.sent
	var loaded []string
	for _, found := range asset.FindAllStringSubmatch(readable.text, -1) {
		if slices.Contains(loaded, found[1]) {
			continue
		}
		loaded = append(loaded, found[1])
		part, err := getPage(ctx, p, found[1], "gzip")
		if err != nil {
			return err
		}
		all += part.sent
	}
	later, err := getPage(ctx, p, "/?q=grey+suv+under+30k", "gzip")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "pages for people: the first visit sends %.1f KB in %d answers, a later page %.1f KB\n",
		float64(all)/1000, len(loaded)+1, float64(later.sent)/1000)
	return err
}

// pagesBeside measures programs' searches, with and without people who look at pages meanwhile.
func (a *apiBench) pagesBeside(ctx context.Context, p *process) error {
	var alone, beside []float64
	var p99Alone, p99Beside string
	for i := range a.repeat + 1 {
		a.say("searches beside people, round %d of %d (0 warms up)", i, a.repeat)
		quiet, err := a.loadAll(ctx, p, a.paths)
		if err != nil {
			return err
		}
		looking, stop := context.WithCancel(ctx)
		var group errgroup.Group
		for person := range people {
			group.Go(func() error {
				random := rand.New(rand.NewPCG(uint64(i), uint64(person)))
				for {
					select {
					case <-time.After(time.Second):
					case <-looking.Done():
						return nil
					}
					if _, err := getPage(looking, p, a.randomPage(random), "gzip"); err != nil && looking.Err() == nil {
						return err
					}
				}
			})
		}
		busy, err := a.loadAll(ctx, p, a.paths)
		stop()
		if err = errors.Join(err, group.Wait()); err != nil {
			return err
		}
		if i > 0 {
			alone, beside = append(alone, quiet.perSecond), append(beside, busy.perSecond)
			p99Alone, p99Beside = quiet.p99, busy.p99
		}
	}
	_, err := fmt.Fprintf(a.out, "searches of programs alone %.0f requests/s %.0f, 99th percentile %s; while %d people look at a page each second %.0f %.0f, %s\n",
		median(alone), alone, p99Alone, people, median(beside), beside, p99Beside)
	return err
}
