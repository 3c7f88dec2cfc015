package main_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// servedStock makes a copy of the demo, and returns the settings to serve it.
func servedStock(t *testing.T) (settings []string, copied string) {
	t.Helper()
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "300", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "300")
	copied = filepath.Join(dir, "forecourt.db")
	if err := os.Remove(copied + ".keyuse"); err != nil {
		t.Errorf("the demo's own key was not counted: %v", err)
	}
	return []string{"CACHE_PATH=" + copied, "READ_FROM=cache", "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0"}, copied
}

func statusWith(t *testing.T, target, key string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("Authorization", "bearer "+key)
	}
	answer, err := (&http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		t.Error(err)
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// TestNamedKeys makes and revokes keys while the server runs, uses them, and reads how they were used.
func TestNamedKeys(t *testing.T) {
	settings, copied := servedStock(t)
	file := filepath.Join(t.TempDir(), "keys.json")
	keys := []string{"API_KEY_FILE=" + file, "CACHE_PATH=" + copied}
	make := func(name string, args ...string) string {
		made := forecourt(t, keys, append([]string{"key", "new", name}, args...)...)
		made.want(t, 0, "fc_")
		return strings.TrimSpace(made.stdout)
	}
	first := make("first")
	server, api, metrics := startServer(t, append(settings, keys[0], "API_KEY="+demandKey))
	until := func(key string, want int) {
		for deadline := time.Now().Add(time.Minute); statusWith(t, api+"/cars/", key) != want; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the answer is never %d", want)
			}
		}
	}
	until(first, http.StatusOK)
	until(demandKey, http.StatusOK)
	second := make("second", "--rate-limit", "0.001", "--rate-burst", "2")
	until(second, http.StatusOK)
	until(second, http.StatusTooManyRequests)
	forecourt(t, keys, "key", "revoke", "first").want(t, 0, "revoked")
	until(first, http.StatusUnauthorized)
	until(demandKey, http.StatusOK)

	_, body := fetch(t, metrics+"/metrics")
	for _, want := range []string{
		`forecourt_key_requests_total\{key="API_KEY\.1",outcome="admitted"\} 2`, `forecourt_key_requests_total\{key="first",outcome="admitted"\} [1-9]`,
		`forecourt_key_requests_total\{key="second",outcome="admitted"\} 2`, `forecourt_key_requests_total\{key="second",outcome="refused"\} [1-9]`,
		`forecourt_key_last_used_timestamp_seconds\{key="second"\} 1\.\d+e\+09`,
	} {
		if !regexp.MustCompile(want).MatchString(body) {
			t.Errorf("no %s in %v", want, regexp.MustCompile(`(?m)^forecourt_key.*$`).FindAllString(body, -1))
		}
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Fatal(err)
	}
	listed := forecourt(t, keys, "key", "list")
	for _, row := range []string{`second +fc_\S+ +valid +20\S+ \S+ +20\S+ \S+ +2 +[1-9]`, `API_KEY\.1 +- +of API_KEY +- +20\S+ \S+ +2 +0`, `first +- +revoked +- +20`} {
		if !regexp.MustCompile(row).MatchString(listed.stdout) {
			t.Errorf("no row %s in\n%s", row, listed.stdout)
		}
	}
	for _, secret := range []string{first, second, demandKey} {
		for _, path := range []string{file, copied + ".keyuse"} {
			if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), secret) {
				t.Errorf("%s holds a key (%v)", path, err)
			}
		}
	}
	var list []struct {
		Name     string
		Admitted int
		LastUsed time.Time `json:"last_used"`
	}
	if err := json.Unmarshal([]byte(forecourt(t, keys, "key", "list", "--json").stdout), &list); err != nil || len(list) != 3 || list[0].Name != "second" || list[0].Admitted != 2 || time.Since(list[0].LastUsed) > time.Hour {
		t.Errorf("%+v (%v)", list, err)
	}
}

// limited starts the server with a limit of open files.
func limited(t *testing.T, files int, settings []string) (api, metrics string) {
	t.Helper()
	wrapper := filepath.Join(t.TempDir(), "limited")
	if err := os.WriteFile(wrapper, fmt.Appendf(nil, "#!/bin/sh\nulimit -n %d\nexec %s \"$@\"\n", files, binary), 0o755); err != nil {
		t.Fatal(err)
	}
	was := binary
	binary = wrapper
	defer func() { binary = was }()
	_, api, metrics = startServer(t, settings)
	return api, metrics
}

// flood opens connections that send a text and then nothing. The server may close them.
func flood(t *testing.T, address, text string, n int) {
	t.Helper()
	for range n {
		line, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { line.Close() })
		_, _ = line.Write([]byte(text)) // It may be closed.
	}
}

// TestDescriptorsDoNotRunOut floods a server that has few descriptors with connections that send nothing, that ask for
// what needs no key, and that begin a request. Clients with a key and the health check must still get answers, also on
// connections that were open before.
func TestDescriptorsDoNotRunOut(t *testing.T) {
	settings, _ := servedStock(t)
	settings = append(settings, "API_KEY="+demandKey, "MAX_CONCURRENT=16")
	api, metrics := limited(t, 256, settings)
	address := strings.TrimPrefix(api, "http://")
	kept := &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	reused := func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, api+"/cars/?limit=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-API-Key", demandKey)
		answer, err := kept.Do(request)
		if err != nil {
			t.Error(err)
			return
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("over a kept connection: %d", answer.StatusCode)
		}
	}
	reused()
	for name, text := range map[string]string{
		"silent": "", "open addresses": "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "refused": "GET /cars/ HTTP/1.1\r\nHost: a\r\n\r\n", "half a request": "GET /cars/ HTTP/1.1\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			flood(t, address, text, 400)
			for range 10 {
				if code := statusWith(t, api+"/cars/?limit=1", demandKey); code != http.StatusOK {
					t.Errorf("with a key: %d", code)
				}
				if code := statusWith(t, api+"/healthz", ""); code != http.StatusOK {
					t.Errorf("health: %d", code)
				}
				reused()
			}
			forecourt(t, []string{"LISTEN_ADDR=" + address}, "healthcheck").want(t, 0, "")
			forecourt(t, []string{"LISTEN_ADDR=" + address}, "healthcheck", "--ready").want(t, 0, "")
		})
	}
	if _, body := fetch(t, metrics+"/metrics"); !regexp.MustCompile(`(?m)^forecourt_connections_shut_total [1-9]\d\d`).MatchString(body) {
		t.Errorf("the metrics do not count them: %v", regexp.MustCompile(`(?m)^forecourt_conn.*$`).FindAllString(body, -1))
	}
	tooFew := exec.CommandContext(t.Context(), "/bin/sh", "-c", "ulimit -n 256; exec "+binary+" serve")
	tooFew.Env = append(slices.Clone(settings), "MAX_CONCURRENT=128")
	tooFew.Dir = t.TempDir()
	if text, err := tooFew.CombinedOutput(); err == nil || tooFew.ProcessState.ExitCode() != 2 || !strings.Contains(string(text), "lower MAX_CONCURRENT, or raise the limit") {
		t.Errorf("%v: %s", err, text)
	}
}
