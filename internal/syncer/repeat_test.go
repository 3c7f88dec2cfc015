package syncer

import (
	"testing"
	"time"
)

func TestPause(t *testing.T) {
	for _, c := range []struct {
		failures int
		chance   float64
		want     time.Duration
	}{
		{0, 0.5, 16 * time.Minute}, {0, 0, 16 * time.Minute * 9 / 10}, {0, 1, 16 * time.Minute * 11 / 10},
		{1, 0.5, 4 * time.Minute}, {2, 0.5, 8 * time.Minute}, {3, 0.5, 16 * time.Minute}, {1000, 0.5, 16 * time.Minute},
	} {
		if got := pause(16*time.Minute, c.failures, c.chance); (got - c.want).Abs() > time.Millisecond {
			t.Errorf("after %d failures: %s, want %s", c.failures, got, c.want)
		}
	}
}
