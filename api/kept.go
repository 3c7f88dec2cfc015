package api

import (
	"context"
	"sync"
	"time"

	"forecourt/internal/vehicle"
)

// keepValues is how long the stock's words are kept: they are read from all of it.
const keepValues = 30 * time.Second

// keptValues keeps the stock's words. One request reads them, the others wait for it.
type keptValues struct {
	now func() time.Time

	mu     sync.Mutex
	values vehicle.Values
	read   time.Time
}

func (k *keptValues) get(ctx context.Context, r Reader) (vehicle.Values, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.read.IsZero() && k.now().Sub(k.read) < keepValues {
		return k.values, nil
	}
	values, err := r.Values(ctx)
	if err != nil {
		return vehicle.Values{}, err
	}
	k.values, k.read = values, k.now()
	return values, nil
}
