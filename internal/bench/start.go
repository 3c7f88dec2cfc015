package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// start measures how long it takes from the start of the program to the answer to its first search: when it makes the
// index of all vehicles, and when it has kept one.
func (a *apiBench) start(ctx context.Context, cache string) error {
	var first, next []float64
	for i := range a.repeat {
		a.say("start the program, round %d of %d", i+1, a.repeat)
		kept, err := filepath.Glob(cache + ".index*")
		if err != nil {
			return err
		}
		for _, path := range kept {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		for _, list := range []*[]float64{&first, &next} {
			begin := time.Now()
			served, err := a.startAPI(ctx, "READ_FROM=cache", "CACHE_PATH="+cache)
			if err != nil {
				return err
			}
			*list = append(*list, float64(time.Since(begin).Milliseconds()))
			if err := served.stop(); err != nil { // It keeps its index.
				return err
			}
		}
	}
	_, err := fmt.Fprintf(a.out, "from the start of the program to the first answer, in ms: without a kept index %.0f %.0f, with one %.0f %.0f\n",
		median(first), first, median(next), next)
	return err
}
