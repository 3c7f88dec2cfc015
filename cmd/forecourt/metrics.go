package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"forecourt/internal/syncer"
)

// metrics are what Prometheus reads.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	runs     *prometheus.CounterVec
	copied   *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_requests_total", Help: "Requests, by operation, status and where the rows came from."}, []string{"operation", "status", "source"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "forecourt_request_seconds", Help: "Time that requests took, in seconds.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 15)}, []string{"operation"}),
		runs:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forecourt_sync_runs_total", Help: "Runs of the sync, by view and outcome."}, []string{"view", "outcome"}),
		copied:   prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "forecourt_copy_timestamp_seconds", Help: "Time of the copy's snapshot, in Unix seconds."}, []string{"view"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.runs, m.copied, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
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

func (m *metrics) sync(r syncer.Report) {
	m.runs.WithLabelValues(r.View, string(r.Outcome)).Inc()
	if r.Outcome == syncer.Published || r.Outcome == syncer.Unchanged {
		m.copied.WithLabelValues(r.View).Set(float64(r.SnapshotAt.Unix()))
	}
}
