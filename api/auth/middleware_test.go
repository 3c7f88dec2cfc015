package auth_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/auth"
)

// generous limits are never reached.
var generous = auth.Limits{PerSecond: 1000, Burst: 1000}

// answer is everything that a client receives.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// gate is the middleware around a handler that answers with the key's id. It has one limiter for keys and one for
// strangers.
func gate(tb testing.TB, c *clock, keys, strangers auth.Limits) http.Handler {
	tb.Helper()
	return newGate(tb, c, keys, strangers).Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %v", auth.KeyID(r.Context()), r.Header)
	}))
}

func newGate(tb testing.TB, c *clock, keys, strangers auth.Limits) auth.Gate {
	tb.Helper()
	return auth.Gate{Keys: parseKeys(tb, keyA+","+keyB), Limiter: auth.NewLimiter(keys, c.now), Strangers: auth.NewLimiter(strangers, c.now), Reject: reject}
}

// reject writes everything that it could leak.
func reject(w http.ResponseWriter, r *http.Request, refusal auth.Refusal) {
	w.WriteHeader(refusal.Status)
	fmt.Fprintf(w, "%s %q %v", refusal.Detail, auth.KeyID(r.Context()), r.Header)
}

func ask(h http.Handler, remote string, keys ...string) answer {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = remote
	for _, key := range keys {
		r.Header.Add("x-api-key", key)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	w.Header().Del("Content-Type") // The recorder has guessed it.
	return answer{Status: w.Code, Header: w.Header(), Body: w.Body.String()}
}

const home = "192.0.2.1:1234"

func unauthorized() answer {
	return answer{
		Status: http.StatusUnauthorized,
		Header: http.Header{"Www-Authenticate": {`ApiKey realm="forecourt", header="X-API-Key"`, `Bearer realm="forecourt"`}},
		Body:   `This needs one valid API key, in one X-API-Key header or as Authorization: Bearer. "" map[]`,
	}
}

func limited(detail, retry, policy, state string) answer {
	return answer{
		Status: http.StatusTooManyRequests,
		Header: http.Header{"Retry-After": {retry}, "Ratelimit-Policy": {policy}, "Ratelimit": {state}},
		Body:   detail + " map[]",
	}
}

func check(t *testing.T, what string, got, want answer) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestRightKey(t *testing.T) {
	h := gate(t, &clock{}, auth.Limits{PerSecond: 4, Burst: 10}, generous)
	for _, key := range []string{keyA, keyB} {
		check(t, key, ask(h, home, key), answer{
			Status: http.StatusOK,
			Header: http.Header{"Ratelimit-Policy": {`"default";q=10;w=3`}, "Ratelimit": {`"default";r=9;t=1`}},
			Body:   idOf(key) + " map[]", // The handler does not see the key.
		})
	}
}

func TestNoLimitOfTheRate(t *testing.T) {
	h := gate(t, &clock{}, auth.Limits{}, auth.Limits{})
	check(t, "right", ask(h, home, keyA), answer{Status: http.StatusOK, Header: http.Header{}, Body: idOf(keyA) + " map[]"})
	check(t, "wrong", ask(h, home, wrong), unauthorized())
}

func TestWithoutValidKey(t *testing.T) {
	h := gate(t, &clock{}, generous, generous)
	for what, keys := range map[string][]string{
		"missing": nil, "empty": {""}, "wrong": {wrong}, "start": {keyA[:16]}, "twice": {keyA, keyA}, "two": {keyA, keyB},
		"right and wrong": {keyA, wrong}, "list": {keyA + "," + keyB}, "1 MB": {strings.Repeat("k", 1<<20)},
	} {
		check(t, what, ask(h, home, keys...), unauthorized())
	}
	r := httptest.NewRequest(http.MethodGet, "/?X-API-Key="+keyA, nil)
	r.Header.Set("Cookie", "X-API-Key="+keyA)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("a key elsewhere: %d", w.Code)
	}
}

// TestBearer sends the key as in RFC 6750. The case of the scheme does not matter.
func TestBearer(t *testing.T) {
	h := gate(t, &clock{}, auth.Limits{}, auth.Limits{})
	for _, c := range []struct {
		name          string
		authorization []string
		key           string
		want          bool
	}{
		{"Bearer", []string{"Bearer " + keyA}, "", true},
		{"bearer", []string{"bearer " + keyA}, "", true},
		{"BEARER, two spaces", []string{"BEARER  " + keyA + " "}, "", true},
		{"wrong", []string{"Bearer " + wrong}, "", false},
		{"no scheme", []string{keyA}, "", false},
		{"Basic", []string{"Basic " + keyA}, "", false},
		{"twice", []string{"Bearer " + keyA, "Bearer " + keyA}, "", false},
		{"another scheme besides", []string{"Bearer " + keyA, "Basic x"}, "", false},
		{"the header wins, right", []string{"Bearer " + wrong}, keyA, true},
		{"the header wins, wrong", []string{"Bearer " + keyA}, wrong, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header["Authorization"] = c.authorization
			if c.key != "" {
				r.Header.Set("X-API-Key", c.key)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Code == http.StatusOK; got != c.want || c.want && w.Body.String() != idOf(keyA)+" map[]" {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

// TestCost: a request that counts as several begins and ends as several.
func TestCost(t *testing.T) {
	c := &clock{}
	g := newGate(t, c, auth.Limits{PerSecond: 1, Burst: 5, Concurrent: 4}, generous)
	g.Cost = func(_ http.ResponseWriter, r *http.Request) (int, *auth.Refusal) {
		n, err := strconv.Atoi(r.URL.Query().Get("n"))
		if err != nil {
			return 0, &auth.Refusal{Status: http.StatusBadRequest, Detail: "no number"}
		}
		return n, nil
	}
	used := map[bool]int{}
	g.Used = func(_ context.Context, key auth.Key, n int, admitted bool) {
		if key.Name != "API_KEY.1" {
			t.Errorf("key %+v", key)
		}
		used[admitted] += n
	}
	h := g.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	send := func(n string) answer {
		r := httptest.NewRequest(http.MethodGet, "/?n="+n, nil)
		r.Header.Set("X-API-Key", keyA)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return answer{Status: w.Code, Header: w.Header(), Body: w.Body.String()}
	}
	for _, step := range []struct {
		n      string
		status int
		left   string
	}{
		{"3", 200, `"default";r=2;t=3`}, {"3", 429, `"default";r=2;t=3`}, {"2", 200, `"default";r=0;t=5`}, {"5", 429, `"default";r=0;t=5`}, {"x", 400, ""},
	} {
		if got := send(step.n); got.Status != step.status || got.Header.Get("RateLimit") != step.left {
			t.Errorf("%s: %+v", step.n, got)
		}
	}
	if got := send("5"); !strings.Contains(got.Body, "send fewer") || got.Header.Get("Retry-After") != "" {
		t.Errorf("more than the key may ever send: %+v", got)
	}
	if diff := cmp.Diff(map[bool]int{true: 5, false: 3 + 5 + 1 + 5}, used); diff != "" {
		t.Error(diff)
	}
}

func TestKeyIsTakenOutOfACopy(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("X-API-Key", keyA)
	gate(t, &clock{}, generous, generous).ServeHTTP(httptest.NewRecorder(), r)
	if r.Header.Get("X-API-Key") != keyA || auth.KeyID(r.Context()) != "" {
		t.Error("the caller's request was changed")
	}
}

func TestTooManyRequests(t *testing.T) {
	c := &clock{}
	h := gate(t, c, auth.Limits{PerSecond: 0.4, Burst: 2}, generous)
	ask(h, home, keyA)
	ask(h, home, keyA)
	detail := fmt.Sprintf("Too many requests: try again in 3 s. %q", idOf(keyA))
	check(t, "third", ask(h, home, keyA), limited(detail, "3", `"default";q=2;w=5`, `"default";r=0;t=5`))
	if got := ask(h, home, keyB); got.Status != http.StatusOK {
		t.Errorf("the other key: %d", got.Status)
	}
	c.advance(2499 * time.Millisecond)
	if got := ask(h, home, keyA); got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "1" {
		t.Errorf("1 ms early: %+v", got)
	}
	c.advance(time.Millisecond)
	if got := ask(h, home, keyA); got.Status != http.StatusOK {
		t.Errorf("in time: %+v", got)
	}
}

func TestTooManyAtTheSameTime(t *testing.T) {
	c := &clock{}
	var h http.Handler
	var inside []answer
	h = newGate(t, c, auth.Limits{PerSecond: 1, Burst: 9, Concurrent: 1}, generous).Middleware(
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("panic") {
				panic(http.ErrAbortHandler)
			}
			if len(inside) == 0 {
				inside = append(inside, ask(h, home, keyA))
				inside = append(inside, ask(h, home, keyB))
			}
		}))
	ask(h, home, keyA)
	detail := fmt.Sprintf("Too many requests at the same time: wait until earlier ones have ended. %q", idOf(keyA))
	check(t, "the same key", inside[0], limited(detail, "1", `"default";q=9;w=9`, `"default";r=8;t=1`))
	if inside[1].Status != http.StatusOK {
		t.Errorf("the other key: %+v", inside[1])
	}

	func() {
		defer func() { _ = recover() }()
		r := httptest.NewRequest(http.MethodGet, "/?panic", nil)
		r.Header.Set("X-API-Key", keyA)
		h.ServeHTTP(httptest.NewRecorder(), r)
	}()
	if got := ask(h, home, keyA); got.Status != http.StatusOK {
		t.Errorf("after a panic: %+v", got)
	}
}

func TestStrangers(t *testing.T) {
	c := &clock{}
	h := gate(t, c, generous, auth.Limits{PerSecond: 1, Burst: 2, Concurrent: 1})
	check(t, "first", ask(h, home), unauthorized())
	check(t, "second", ask(h, "192.0.2.1:99", wrong), unauthorized())
	want := limited(`Too many requests: try again in 1 s. ""`, "1", `"default";q=2;w=2`, `"default";r=0;t=2`)
	check(t, "missing", ask(h, home), want)
	check(t, "wrong", ask(h, home, wrong), want)
	check(t, "another address", ask(h, "192.0.2.2:1234", wrong), unauthorized())
	if got := ask(h, home, keyA); got.Status != http.StatusOK {
		t.Errorf("a right key from the same address: %+v", got)
	}
	c.advance(time.Second)
	check(t, "later", ask(h, home), unauthorized())
}

func TestStrangersByAddress(t *testing.T) {
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"IPv4 ports":         {"192.0.2.1:1", "192.0.2.1:2", true},
		"IPv4 neighbours":    {"192.0.2.1:1", "192.0.2.2:1", false},
		"IPv4 in IPv6":       {"192.0.2.1:1", "[::ffff:192.0.2.1]:2", true},
		"IPv4 in IPv6, two":  {"[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:1", false},
		"IPv6 one /64":       {"[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff::9]:2", true},
		"IPv6 two /64":       {"[2001:db8:1:2::1]:1", "[2001:db8:1:3::1]:1", false},
		"IPv6 zones":         {"[fe80::1%eth0]:1", "[fe80::2%eth1]:1", true},
		"no port":            {"192.0.2.1", "192.0.2.1:1", true},
		"Unix socket, empty": {"@", "", true},
		"nonsense":           {"one:two:three", "host.example:80", true},
	} {
		t.Run(name, func(t *testing.T) {
			h := gate(t, &clock{}, generous, auth.Limits{PerSecond: 1, Burst: 1})
			ask(h, c.a)
			want := http.StatusUnauthorized
			if c.same {
				want = http.StatusTooManyRequests
			}
			if got := ask(h, c.b); got.Status != want {
				t.Errorf("%s after %s: %d, want %d", c.b, c.a, got.Status, want)
			}
		})
	}
}

// TestRequestsAtTheSameTime is for the race detector.
func TestRequestsAtTheSameTime(t *testing.T) {
	c := &clock{}
	h := gate(t, c, auth.Limits{PerSecond: 5, Burst: 5, Concurrent: 2}, auth.Limits{PerSecond: 5, Burst: 5})
	var mu sync.Mutex
	counts := map[int]int{}
	var group sync.WaitGroup
	for caller := range 8 {
		group.Go(func() {
			for i := range 100 {
				got := ask(h, fmt.Sprintf("192.0.2.%d:1", i%5), []string{keyA, keyB, wrong, ""}[(caller+i)%4])
				mu.Lock()
				counts[got.Status]++
				mu.Unlock()
				c.advance(10 * time.Millisecond)
			}
		})
	}
	group.Wait()
	if diff := cmp.Diff([]int{200, 401, 429}, slices.Sorted(maps.Keys(counts))); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// FuzzKeyHeader: only a request with one right key is admitted, and all others get the same answer.
func FuzzKeyHeader(f *testing.F) {
	for _, key := range []string{"", keyA, keyB, wrong, " " + keyA, keyA + "\x00", keyA + "," + keyB, "\xff\xfe", strings.ToUpper(keyA)} {
		f.Add(key, "", 1, home)
		f.Add(key, keyA, 2, "[2001:db8::1%eth0]:80")
		f.Add(key, key, 0, "")
	}
	h := gate(f, &clock{}, auth.Limits{}, auth.Limits{})
	f.Fuzz(func(t *testing.T, first, second string, count int, remote string) {
		sent := []string{first, second}[:max(0, min(count, 2))]
		want := unauthorized()
		if len(sent) == 1 && (first == keyA || first == keyB) {
			want = answer{Status: http.StatusOK, Header: http.Header{}, Body: idOf(first) + " map[]"}
		}
		check(t, fmt.Sprintf("%q from %q", sent, remote), ask(h, remote, sent...), want)
	})
}
