package service

import (
	"context"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"forecourt/internal/cache"
)

// Publishing is what the server knows of handing its refreshes over to a feed.
type Publishing struct {
	// Following follows the feed while another writer has the lease.
	Following
	// Held reports whether this writer has the lease.
	Held func() bool
}

// publishMetrics are the metrics of a writer of a feed.
type publishMetrics struct {
	*Publishing
	cachePath string
	log       *slog.Logger
}

var (
	feedLease       = prometheus.NewDesc("forecourt_feed_lease_held", "Whether this writer has the lease: it publishes, and others follow.", nil, nil)
	feedOutbox      = prometheus.NewDesc("forecourt_feed_outbox_refreshes", "Refreshes that were not handed over to the feed yet.", []string{"view"}, nil)
	feedOutboxBytes = prometheus.NewDesc("forecourt_feed_outbox_bytes", "How large those refreshes are, in bytes.", []string{"view"}, nil)
)

// Describe implements prometheus.Collector.
func (m publishMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{feedLease, feedOutbox, feedOutboxBytes} {
		out <- desc
	}
	followMetrics{&m.Following}.Describe(out)
}

// Collect implements prometheus.Collector. It reads what waits from the outbox in the file of the copy.
func (m publishMetrics) Collect(out chan<- prometheus.Metric) {
	followMetrics{&m.Following}.Collect(out)
	out <- prometheus.MustNewConstMetric(feedLease, prometheus.GaugeValue, truth(m.Held()))
	standings, err := m.standings(context.Background())
	if err != nil {
		m.log.Debug("the metrics cannot tell what waits for the feed", "error", err)
		return
	}
	for _, s := range standings {
		out <- prometheus.MustNewConstMetric(feedOutbox, prometheus.GaugeValue, float64(s.Waiting), s.View)
		out <- prometheus.MustNewConstMetric(feedOutboxBytes, prometheus.GaugeValue, float64(s.WaitingBytes), s.View)
	}
}

func (m publishMetrics) standings(ctx context.Context) ([]cache.Standing, error) {
	store, err := cache.Open(ctx, m.cachePath, cache.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	standings, err := store.Standings(ctx)
	if closed := store.Close(); err == nil {
		err = closed
	}
	return standings, err
}
