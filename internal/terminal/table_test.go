package terminal_test

import (
	"testing"

	"forecourt/internal/terminal"
)

func TestShortNumber(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 9_999: "9,999", 10_000: "10k", 12_345: "12k", 999_499: "999k", 1_200_000: "1.2M", 5_000_000: "5M", 2_500_000_000: "2.5G"} {
		if got := terminal.ShortNumber(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
