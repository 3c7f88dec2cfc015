package main_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

const demandKey = "the-key-of-the-demand-test"

// TestDemand serves a copy, asks for what the stock has and lacks, and reads the counts.
func TestDemand(t *testing.T) {
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "500", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "500")
	copied := filepath.Join(dir, "forecourt.db")
	if err := os.Remove(copied + ".demand"); err != nil {
		t.Errorf("the demo logged nothing: %v", err)
	}
	forecourt(t, []string{"CACHE_PATH=" + copied}, "demand").want(t, 1, "nothing was logged yet")
	forecourt(t, []string{"CACHE_PATH=" + copied, "DEMAND_LOG=off"}, "demand").want(t, 2, "DEMAND_LOG is off")

	settings := []string{"CACHE_PATH=" + copied, "READ_FROM=cache", "API_KEY=" + demandKey, "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0"}
	server, api, metrics := startServer(t, settings)
	for range 2 {
		if status, body := fetch(t, api+"/cars/?make=Lada&color=grey"); status != http.StatusOK || !strings.Contains(body, `"total":0`) {
			t.Errorf("%d %s", status, body)
		}
	}
	fetch(t, api+"/cars/?q=toyota+with+a+sunroof")
	if _, body := fetch(t, metrics+"/metrics"); !strings.Contains(body, `forecourt_searches_total{outcome="empty"} 2`) || !strings.Contains(body, `forecourt_search_values_total{outcome="unknown",parameter="make"} 2`) {
		t.Errorf("metrics: %s", regexp.MustCompile(`(?m)^forecourt_search.*$`).FindAllString(body, -1))
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Fatal(err)
	}
	result := forecourt(t, []string{"CACHE_PATH=" + copied}, "demand")
	result.want(t, 0, "The stock does not have:")
	for _, row := range []string{`make +lada +2 +2`, `color +grey +2 +2`, `q +sunroof +1 +0`} {
		if !regexp.MustCompile(row).MatchString(result.stdout) {
			t.Errorf("no row %s in\n%s", row, result.stdout)
		}
	}
	var counts map[string][]struct {
		Value    string
		Requests int
	}
	if err := json.Unmarshal([]byte(forecourt(t, []string{"CACHE_PATH=" + copied}, "demand", "--json").stdout), &counts); err != nil || len(counts["lacking"]) != 1 || counts["lacking"][0].Requests != 2 {
		t.Errorf("%+v (%v)", counts, err)
	}
}

// startServer runs `forecourt serve`, and returns the addresses of the API and of the metrics.
func startServer(t *testing.T, settings []string) (server *exec.Cmd, api, metrics string) {
	t.Helper()
	server = exec.CommandContext(t.Context(), binary, "serve")
	server.Env, server.Dir = settings, t.TempDir()
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() }) // It may have ended.
	lines := bufio.NewScanner(log)
	address := regexp.MustCompile(`msg="the (API|metrics) listens?" address=(\S+)`)
	for api == "" || metrics == "" {
		if !lines.Scan() {
			t.Fatalf("the server ended: %v", lines.Err())
		}
		switch match := address.FindStringSubmatch(lines.Text()); {
		case match == nil:
		case match[1] == "API":
			api = "http://" + match[2]
		default:
			metrics = "http://" + match[2]
		}
	}
	go func() { _, _ = io.Copy(io.Discard, log) }() // The rest of the log.
	return server, api, metrics
}

func fetch(t *testing.T, target string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-API-Key", demandKey)
	answer, err := (&http.Client{Timeout: 10 * time.Second}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
