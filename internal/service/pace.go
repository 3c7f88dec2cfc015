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
	// buildGrowth is the same while an index is made, which drops several times as much memory as it keeps: with
	// heapGrowth a tenth of the processor's time would go into collecting.
	buildGrowth = 64 << 20
	// minPercent bounds the processor's time for collecting a large heap. maxPercent is enough for a tiny one.
	minPercent, maxPercent = 15, 800
)

// growth is heapGrowth or buildGrowth.
var growth atomic.Int64

// building sets the pace while an index is made. It returns what sets the usual one again.
func building() (done func()) {
	growth.Store(buildGrowth)
	return func() { growth.Store(heapGrowth) }
}

// PaceHeap makes the program collect garbage whenever about 24 MiB were allocated since the last time, or 64 MiB while
// an index is made. Go's runtime
// knows only a share of what was alive at the last collection (https://go.dev/doc/gc-guide#GOGC), so the share is set
// anew after each one, for as long as the program runs. Call it once.
func PaceHeap() {
	growth.CompareAndSwap(0, heapGrowth)
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

// RefreshBeside lets one thread more run Go code than there are cores. A refresh works for milliseconds at a stretch,
// in which it holds one of these threads: without another one, the searches that wait for it are the slowest ones. Call
// it once.
func RefreshBeside() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) }
