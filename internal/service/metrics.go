package service

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"forecourt/api/cars"
	"forecourt/internal/conns"
	"forecourt/internal/syncer"
)

// metrics are what Prometheus reads.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	runs     *prometheus.CounterVec
	copied   *prometheus.GaugeVec
	searches *prometheus.CounterVec
	values   *prometheus.CounterVec
	keys     *prometheus.CounterVec
	keyUsed  *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_requests_total", Help: "Requests, by operation, status and where the rows came from."}, []string{"operation", "status", "source"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "forecourt_request_seconds", Help: "Time that requests took, in seconds.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 15)}, []string{"operation"}),
		runs:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_sync_runs_total", Help: "Runs of the sync, by view and outcome."}, []string{"view", "outcome"}),
		copied:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "forecourt_copy_timestamp_seconds", Help: "Time of the copy's snapshot, in Unix seconds."}, []string{"view"}),
		searches: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_searches_total", Help: "First pages of searches, by whether they found something, nothing (empty), or asked back (ambiguous)."}, []string{"outcome"}),
		values:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_search_values_total", Help: "Values that searches asked for, by parameter and how they were read: exact, interpreted, ambiguous, unknown or not_understood."}, []string{"parameter", "outcome"}),
	}
	m.keys = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_key_requests_total", Help: "Requests with a valid key, by the key's name and whether they were admitted or refused (beyond a limit). A batch counts as its messages."}, []string{"key", "outcome"})
	m.keyUsed = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "forecourt_key_last_used_timestamp_seconds", Help: "When a key was last used, in Unix seconds."}, []string{"key"})
	m.registry.MustRegister(m.keys, m.keyUsed, m.searches, m.values, m.requests, m.seconds, m.runs, m.copied, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

func (m *metrics) observe(operation string, status int, source string, took time.Duration) {
	m.requests.WithLabelValues(operation, strconv.Itoa(status), source).Inc()
	m.seconds.WithLabelValues(operation).Observe(took.Seconds())
}

// connections counts the connections that were closed to make room.
func (m *metrics) connections(of *conns.Cap) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "forecourt_connections_shut_total", Help: "Connections that were shut because there were too many: those without a key first.",
	}, func() float64 { return float64(of.Shut()) }))
}

// key counts a request with a valid key.
func (m *metrics) key(name string, n int, admitted bool, at time.Time) {
	outcome := "admitted"
	if !admitted {
		outcome = "refused"
	}
	m.keys.WithLabelValues(name, outcome).Add(float64(n))
	m.keyUsed.WithLabelValues(name).Set(float64(at.UnixMilli()) / 1000)
}

// demand counts what a search asks for.
func (m *metrics) demand(d cars.Demand) {
	outcome := "found"
	switch {
	case d.Found < 0:
		outcome = "ambiguous"
	case d.Found == 0:
		outcome = "empty"
	}
	m.searches.WithLabelValues(outcome).Inc()
	for _, w := range d.Wanted {
		m.values.WithLabelValues(w.Parameter, w.Outcome).Inc()
	}
}

func (m *metrics) sync(r syncer.Report) {
	m.runs.WithLabelValues(r.View, string(r.Outcome)).Inc()
	if r.Outcome == syncer.Published || r.Outcome == syncer.Unchanged {
		m.copied.WithLabelValues(r.View).Set(float64(r.SnapshotAt.Unix()))
	}
}
