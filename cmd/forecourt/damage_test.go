package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestServeReadsNoDamagedCopy: a server that starts with a damaged copy says so with 503, whatever is asked, and
// answers as soon as a sync has repaired the copy.
func TestServeReadsNoDamagedCopy(t *testing.T) {
	settings, copied := servedStock(t)
	text, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)*2/3] ^= 0x20
	if err := os.WriteFile(copied, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, api, _ := startServer(t, append(settings, "API_KEY="+demandKey))
	for range 3 {
		for _, target := range []string{"/cars/", "/cars/?make=Ford&sort=price", "/cars/values", "/cars/1", "/readyz"} {
			if status, body := fetch(t, api+target); status != http.StatusServiceUnavailable {
				t.Errorf("%s: %d %.200s", target, status, body)
			}
		}
	}
	source := []string{"CACHE_PATH=" + copied, "SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + filepath.Join(filepath.Dir(copied), "dealer.db")}
	forecourt(t, source, "sync").want(t, 0, "was damaged, and was replaced by a new file")
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if status, _ := fetch(t, api+"/cars/?make=Ford&sort=price"); status == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the repaired copy is not read")
		}
	}
}
