package service

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"forecourt/api/cars"
	"forecourt/internal/demand"
)

// CountDemand returns the function that counts what people ask for in a file, and the one that closes it. Without a
// path nothing is counted. If the file cannot be written, it warns, and nothing is counted either.
func CountDemand(ctx context.Context, path string, log *slog.Logger, now func() time.Time, group *errgroup.Group) (count func(cars.Demand), end func() error) {
	count, end = func(cars.Demand) {}, func() error { return nil }
	if path == "" {
		return count, end
	}
	file, err := demand.Open(ctx, path, now)
	if err != nil {
		log.Warn("what people ask for is not logged: set DEMAND_LOG to a file that can be written, or to off", "error", err)
		return count, end
	}
	group.Go(func() error {
		file.Run(ctx, func(err error) { log.Warn("what people ask for was not logged", "error", err) })
		return nil
	})
	return func(d cars.Demand) {
		wanted := make([]demand.Wanted, len(d.Wanted))
		for i, w := range d.Wanted {
			wanted[i] = demand.Wanted(w)
		}
		file.Add(wanted, d.Found == 0)
	}, file.Close
}
