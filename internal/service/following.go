package service

import (
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"forecourt/api"
	"forecourt/internal/feed/follow"
)

// Following is what keeps the copy equal to a feed.
type Following struct {
	Follower *follow.Follower
	// Connected reports whether a server of the feed answers.
	Connected func() bool
}

// states returns how far the copies have followed, for the API.
func (f *Following) states() *api.Feed {
	if f == nil {
		return nil
	}
	told := &api.Feed{Connected: f.Connected()}
	for _, state := range f.sorted() {
		told.Views = append(told.Views, api.FeedView{
			View: state.View, Sequence: state.Sequence, Position: state.Position, AsOf: state.AsOf, LagSeconds: state.Lag.Seconds(), Waiting: state.Waiting,
		})
	}
	return told
}

func (f *Following) sorted() []follow.State {
	return slices.SortedFunc(slices.Values(f.Follower.States()), func(a, b follow.State) int { return strings.Compare(a.View, b.View) })
}

// followMetrics are the metrics of a server that follows a feed.
type followMetrics struct{ *Following }

var (
	feedConnected = prometheus.NewDesc("forecourt_feed_connected", "Whether a server of the feed answers.", nil, nil)
	feedSequence  = prometheus.NewDesc("forecourt_feed_sequence", "The feed's last segment in the copy.", []string{"view"}, nil)
	feedPosition  = prometheus.NewDesc("forecourt_feed_position", "Where that segment is in the stream.", []string{"view"}, nil)
	feedLag       = prometheus.NewDesc("forecourt_feed_lag_seconds", "How long after the source's snapshot the last segment was here, in seconds.", []string{"view"}, nil)
	feedAsOf      = prometheus.NewDesc("forecourt_feed_as_of_timestamp_seconds", "Time of the snapshot that the copy is equal to, in Unix seconds.", []string{"view"}, nil)
	feedWaiting   = prometheus.NewDesc("forecourt_feed_waiting", "Whether the copy cannot go on without another snapshot.", []string{"view"}, nil)
	feedApplied   = prometheus.NewDesc("forecourt_feed_applied_total", "Snapshots and segments that were applied.", []string{"view", "kind"}, nil)
)

// Describe implements prometheus.Collector.
func (m followMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{feedConnected, feedSequence, feedPosition, feedLag, feedAsOf, feedWaiting, feedApplied} {
		out <- desc
	}
}

// Collect implements prometheus.Collector.
func (m followMetrics) Collect(out chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	gauge(feedConnected, truth(m.Connected()))
	for _, state := range m.sorted() {
		gauge(feedSequence, float64(state.Sequence), state.View)
		gauge(feedPosition, float64(state.Position), state.View)
		gauge(feedLag, state.Lag.Seconds(), state.View)
		gauge(feedAsOf, float64(state.AsOf.UnixMilli())/1000, state.View)
		gauge(feedWaiting, truth(state.Waiting), state.View)
		for kind, count := range map[string]int64{"snapshot": state.Snapshots, "segment": state.Segments} {
			out <- prometheus.MustNewConstMetric(feedApplied, prometheus.CounterValue, float64(count), state.View, kind)
		}
	}
}

func truth(of bool) float64 {
	if of {
		return 1
	}
	return 0
}
