package main_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"forecourt/internal/testnats"
)

// metric returns a server's metric with all labels that it has, and false when it has none.
func metric(t *testing.T, address, name string) (value float64, ok bool) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, false
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?m)^" + regexp.QuoteMeta(name) + " (.*)$").FindSubmatch(text)
	if found == nil {
		return 0, false
	}
	if value, err = strconv.ParseFloat(string(found[1]), 64); err != nil {
		t.Fatal(err)
	}
	return value, true
}

// TestMetricsTellOfTheFeed: of a reader where its copy stands, of a writer whether it leads and what waits.
func TestMetricsTellOfTheFeed(t *testing.T) {
	broker := testnats.Start(t)
	from := stockSource(t, 50)
	address := func() string { return fmt.Sprintf("127.0.0.1:%d", freePort(t)) }
	common := func(file, metrics string) []string {
		return []string{"CACHE_PATH=" + filepath.Join(t.TempDir(), file), "FEED_URL=" + broker.URL(), "METRICS_ADDR=" + metrics, "LISTEN_ADDR=" + address(), "API_KEY=0123456789abcdef-test-only", "READ_FROM=cache"}
	}
	writing, reading := address(), address()
	writer := common("writer.db", writing)
	writer = append(writer, "SOURCE_TYPE=sqlite", "SOURCE_DATABASE="+from)
	forecourt(t, writer, "sync").want(t, 0, "published")
	startProcess(t, writer, "serve", "--sync-every", "300ms")
	startProcess(t, common("reader.db", reading), "serve", "--follow")
	holds := func(address, name string, want func(float64) bool) {
		t.Helper()
		eventually(t, name+" is as it should be", func() bool { value, ok := metric(t, address, name); return ok && want(value) })
	}
	is := func(want float64) func(float64) bool { return func(value float64) bool { return value == want } }
	some := func(value float64) bool { return value > 0 }
	const view = `{view="vehicles_stock"}`
	holds(writing, "forecourt_feed_lease_held", is(1))
	holds(writing, "forecourt_feed_outbox_refreshes"+view, is(0))
	holds(reading, "forecourt_feed_connected", is(1))
	holds(reading, "forecourt_feed_sequence"+view, is(1))
	holds(reading, "forecourt_feed_position"+view, some)
	holds(reading, "forecourt_feed_waiting"+view, is(0))
	holds(reading, `forecourt_feed_applied_total{kind="snapshot",view="vehicles_stock"}`, is(1))
	before, _ := metric(t, reading, "forecourt_feed_as_of_timestamp_seconds"+view)
	mustExec(t, openDB(t, from), "UPDATE vehicles_stock SET price = price + 1 WHERE id < 9")
	holds(reading, "forecourt_feed_sequence"+view, is(2))
	holds(reading, `forecourt_feed_applied_total{kind="segment",view="vehicles_stock"}`, is(1))
	holds(reading, "forecourt_feed_lag_seconds"+view, func(lag float64) bool { return lag > 0 && lag < 60 })
	holds(reading, "forecourt_feed_as_of_timestamp_seconds"+view, func(value float64) bool { return value > before })
	if _, ok := metric(t, reading, "forecourt_feed_lease_held"); ok {
		t.Error("a reader tells of the lease")
	}
	broker.Stop()
	mustExec(t, openDB(t, from), "UPDATE vehicles_stock SET price = price + 1 WHERE id < 9")
	holds(writing, "forecourt_feed_outbox_refreshes"+view, is(1))
	holds(writing, "forecourt_feed_outbox_bytes"+view, some)
	holds(reading, "forecourt_feed_connected", is(0))
	holds(writing, "forecourt_feed_lease_held", is(0))
	broker.Restart()
	holds(writing, "forecourt_feed_outbox_refreshes"+view, is(0))
	holds(reading, "forecourt_feed_sequence"+view, is(3))
	holds(writing, "forecourt_feed_lease_held", is(1))
}
