package service_test

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"forecourt/internal/service"
)

// TestPaceHeap keeps several amounts of memory alive: each time, the heap may grow by about 24 MiB.
func TestPaceHeap(t *testing.T) {
	service.PaceHeap()
	for _, alive := range []int{8 << 20, 64 << 20, 16 << 20} {
		held := make([]byte, alive)
		deadline := time.Now().Add(time.Minute)
		var growth uint64
		for growth < 22<<20 || growth > 26<<20 {
			if time.Now().After(deadline) {
				t.Fatalf("with %d MiB alive the heap may grow by %d MiB", alive>>20, growth>>20)
			}
			runtime.GC()
			runtime.Gosched()
			read := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/gogc:percent"}}
			metrics.Read(read)
			growth = read[0].Value.Uint64() * read[1].Value.Uint64() / 100
		}
		runtime.KeepAlive(held)
	}
}
