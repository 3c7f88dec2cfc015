package service_test

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"forecourt/internal/service"
)

// TestPaceHeap keeps several amounts of memory alive: each time, the heap may grow by about 24 MiB, and by 64 MiB while
// an index is made, and in a server that only asks the source.
func TestPaceHeap(t *testing.T) {
	service.PaceHeap(false)
	for _, alive := range []uint64{8 << 20, 64 << 20, 16 << 20} {
		held := make([]byte, alive)
		grows(t, alive>>20, 24)
		done := service.BuildingForTest()
		grows(t, alive>>20, 64)
		done()
		grows(t, alive>>20, 24)
		runtime.KeepAlive(held)
	}
	service.PaceHeap(true)
	held := make([]byte, 8<<20)
	grows(t, 8, 64)
	runtime.KeepAlive(held)
}

// grows waits until the heap may grow by about so many MiB.
func grows(t *testing.T, alive, wanted uint64) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	var growth uint64
	for growth < (wanted-2)<<20 || growth > (wanted+2)<<20 {
		if time.Now().After(deadline) {
			t.Fatalf("with %d MiB alive the heap may grow by %d MiB, not by %d", alive, growth>>20, wanted)
		}
		runtime.GC()
		runtime.Gosched()
		read := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/gogc:percent"}}
		metrics.Read(read)
		growth = read[0].Value.Uint64() * read[1].Value.Uint64() / 100
	}
}
