package chaos

import (
	"strings"
	"testing"
)

// TestOneReaderIsTooFew: its faults would have nobody to befall.
func TestOneReaderIsTooFew(t *testing.T) {
	if err := Run(t.Context(), Options{Readers: 1}); err == nil || !strings.Contains(err.Error(), "1 readers are too few") {
		t.Errorf("the error is %v", err)
	}
}
