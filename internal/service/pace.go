package service

import (
	"runtime"
	"runtime/debug"
	runtimemetrics "runtime/metrics"
	"sync/atomic"
)

const (
	// heapGrowth is how many bytes a server allocates between two collections of garbage. Go's own pace is a share of the
	// heap: with the index in memory that is more than is needed, and without it so little that much of the processor's
	// time goes into collecting.
	heapGrowth = 24 << 20
	// liveGrowth is the same for a server that only asks the source: it keeps no index, and each search allocates more.
	liveGrowth = 64 << 20
	// buildGrowth is the same while an index is made, which drops several times as much memory as it keeps: with
	// heapGrowth a tenth of the processor's time would go into collecting.
	buildGrowth = 64 << 20
	// minPercent bounds the processor's time for collecting a large heap. maxPercent is enough for a tiny one.
	minPercent, maxPercent = 15, 1600
)

// growth is how many bytes are allocated between two collections now.
var growth atomic.Int64

// building sets the pace while an index is made. It returns what sets the usual one again.
func building() (done func()) {
	growth.Store(buildGrowth)
	return func() { growth.Store(heapGrowth) }
}

// PaceHeap makes the program collect garbage whenever about 24 MiB were allocated since the last time, or 64 MiB while
// an index is made, and in a server that only asks the source, which is live. Go's runtime knows only a share of what
// was alive at the last collection (https://go.dev/doc/gc-guide#GOGC), so the share is set anew after each one, for as
// long as the program runs. Call it once.
func PaceHeap(live bool) {
	usual := int64(heapGrowth)
	if live {
		usual = liveGrowth
	}
	growth.Store(usual)
	afterCollection(debug.SetGCPercent(minPercent))
}

// afterCollection sets the share, and is called again after the next collection, which finds an object that nobody
// holds.
func afterCollection(percent int) {
	live := []runtimemetrics.Sample{{Name: "/gc/heap/live:bytes"}}
	runtimemetrics.Read(live)
	wanted := min(max(minPercent, int(uint64(growth.Load())*100/max(1, live[0].Value.Uint64()))), maxPercent)
	if wanted != percent {
		debug.SetGCPercent(wanted)
	}
	runtime.AddCleanup(new([64]byte), afterCollection, wanted)
}
