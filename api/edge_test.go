package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/auth"
	"forecourt/internal/vehicle"
	"forecourt/internal/words"
)

// TestTagKnowsTheAnswer changes what an answer depends on, beside the rows: its tag changes with it, and only then.
func TestTagKnowsTheAnswer(t *testing.T) {
	reader := newCopy(t, 2000)
	target := ask("q", "flitzer")
	book, err := words.NewBook([]byte("[make]\nToyota: flitzer\n"))
	if err != nil {
		t.Fatal(err)
	}
	plain, own := newClient(t, options(reader)), options(reader)
	own.Words = book
	worded := newClient(t, own)
	before := plain.do(http.MethodGet, target)
	tag := before.Header().Get("ETag")
	if again := plain.do(http.MethodGet, target, "If-None-Match", tag); again.Code != http.StatusNotModified {
		t.Errorf("the same server: %d", again.Code)
	}
	if after := worded.do(http.MethodGet, target, "If-None-Match", tag); after.Code != http.StatusOK || after.Body.String() == before.Body.String() {
		t.Errorf("with a file of words: %d, %s", after.Code, after.Body)
	}
	tags := map[string]string{}
	for _, target := range []string{"/cars/?limit=1", "/cars/?limit=2", "/cars/?limit=1&fields=full", "/cars/1", "/cars/2", "/cars/values"} {
		got := plain.do(http.MethodGet, target).Header().Get("ETag")
		if other := tags[got]; got == "" || other != "" {
			t.Errorf("%s has the tag %q of %s", target, got, other)
		}
		tags[got] = target
	}
}

// aging is a reader whose rows stay as they are while their time goes on.
type aging struct {
	broken
	asked *atomic.Int64
}

func (a aging) Search(context.Context, vehicle.Search) (vehicle.Page, error) {
	n := a.asked.Add(1)
	text := `"as_of":"2020"`
	return vehicle.Page{
		Vehicles: []vehicle.Vehicle{{ID: 1, Make: "Toyota", Location: &text, UpdatedAt: "2026-01-01 00:00:00"}}, Total: 1,
		Origin: vehicle.Origin{AsOf: now.Add(time.Duration(n) * time.Hour), Fingerprint: "f"},
	}, nil
}

// TestTagLeavesTheTimeOut keeps what a client has when a refresh changed nothing.
func TestTagLeavesTheTimeOut(t *testing.T) {
	c := newClient(t, options(aging{asked: &atomic.Int64{}}))
	first := c.do(http.MethodGet, "/cars/")
	second := c.do(http.MethodGet, "/cars/", "If-None-Match", first.Header().Get("ETag"))
	if second.Code != http.StatusNotModified || !strings.Contains(first.Body.String(), `\"as_of\":\"2020\"`) {
		t.Errorf("%d: %s", second.Code, first.Body)
	}
}

// serve serves a handler at a real socket, as the program does.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.WriteTimeout = 20 * time.Second
	server.Config.ReadHeaderTimeout = 5 * time.Second
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.Listener.Addr().String()
}

// slowReaders opens connections that ask for a target and read nothing of the answer.
func slowReaders(t *testing.T, address, target, header string, n int) {
	t.Helper()
	small := net.Dialer{Control: func(_, _ string, raw syscall.RawConn) error { // Else the kernel would take the whole answer.
		var failed error
		if err := raw.Control(func(fd uintptr) { failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096) }); err != nil {
			return err
		}
		return failed
	}}
	for range n {
		line, err := small.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { line.Close() })
		request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", target, address, header)
		if _, err := io.WriteString(line, strings.Repeat(request, 20)); err != nil { // More than the kernels keep between the two.
			t.Fatal(err)
		}
	}
}

func status(t *testing.T, address, target, key string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-API-Key", key)
	client := http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Error(err)
	}
	return answer.StatusCode
}

// TestSlowReadersStopNobody has 140 clients without a key, and then 140 with one, that ask and do not read.
func TestSlowReadersStopNobody(t *testing.T) {
	o := options(newCopy(t, 2000))
	o.Concurrent = 128
	c := newClient(t, o)
	address := serve(t, c.handler)
	slowReaders(t, address, "/docs/swagger-ui-bundle.js", "", 140)
	for deadline := time.Now().Add(time.Minute); ; { // Until their share is taken: the next one is told to wait.
		if code := status(t, address, "/docs/swagger-ui-bundle.js", ""); code == http.StatusServiceUnavailable {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("140 readers do not fill the share of those without a key")
		}
	}
	for range 20 {
		for target, key := range map[string]string{"/cars/?make=toyota": theKey, "/healthz": "", "/readyz": ""} {
			if code := status(t, address, target, key); code != http.StatusOK {
				t.Errorf("%s: %d", target, code)
			}
		}
	}
	slowReaders(t, address, "/cars/?limit=100&fields=full", "X-API-Key: "+otherKey+"\r\n", 140)
	for range 20 {
		if code := status(t, address, "/cars/?make=toyota", theKey); code != http.StatusOK {
			t.Errorf("beside slow readers with another key: %d", code)
		}
	}
	// They are cut off in time, and others have their turn.
	for deadline := time.Now().Add(time.Minute); status(t, address, "/docs/swagger-ui-bundle.js", "") != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatal("the slow readers still hold the share")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestReadyTouchesNoSource asks as often as it can.
func TestReadyTouchesNoSource(t *testing.T) {
	asked := &atomic.Int64{}
	c := newClient(t, options(aging{asked: asked}))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for range 20 {
				if recorder := c.do(http.MethodGet, "/readyz", "X-API-Key", ""); recorder.Code != http.StatusOK || !strings.Contains(recorder.Body.String(), `"source":"cache"`) {
					t.Errorf("%d %s", recorder.Code, recorder.Body)
				}
			}
		})
	}
	group.Wait()
	if n := asked.Load(); n > 5 { // The look, and the reading of words ahead.
		t.Errorf("1000 questions asked the source %d times", n)
	}
	down := newClient(t, options(broken{fmt.Errorf("secret")}))
	if recorder := down.do(http.MethodGet, "/readyz", "X-API-Key", ""); recorder.Code != http.StatusServiceUnavailable || strings.Contains(recorder.Body.String(), "secret") {
		t.Errorf("down: %d %s", recorder.Code, recorder.Body)
	}
	if recorder := down.do(http.MethodGet, "/healthz", "X-API-Key", ""); recorder.Code != http.StatusOK {
		t.Errorf("health: %d", recorder.Code)
	}
}

// TestBearer sends the key in the other way.
func TestBearer(t *testing.T) {
	c := newClient(t, options(newCopy(t, 10)))
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER "} {
		if recorder := c.do(http.MethodGet, "/cars/", "X-API-Key", "", "Authorization", scheme+theKey); recorder.Code != http.StatusOK {
			t.Errorf("%s: %d", scheme, recorder.Code)
		}
	}
	refused := c.do(http.MethodGet, "/cars/", "X-API-Key", "")
	if diff := cmp.Diff([]string{`ApiKey realm="forecourt", header="X-API-Key"`, `Bearer realm="forecourt"`}, refused.Header().Values("WWW-Authenticate")); diff != "" {
		t.Error(diff)
	}
}

// TestNoPlainText asks for what others answer: every error is a problem document.
func TestNoPlainText(t *testing.T) {
	c := newClient(t, options(newCopy(t, 10)))
	for _, r := range []struct {
		method, target, contentType, accept, body string
		code                                      int
		detail                                    string
	}{
		{"GET", "/docs/x", "", "", "", 404, "nothing at this address"},
		{"GET", "/docs/../docs/x.js", "", "", "", 307, ""},
		{"GET", "/mcp", "", "", "", 405, "Only POST"},
		{"DELETE", "/mcp", "", "", "", 405, "Only POST"},
		{"POST", "/mcp", "text/plain", "application/json, text/event-stream", "{}", 415, "application/json"},
		{"POST", "/mcp", "application/json", "text/html", "{}", 400, "Accept must contain"},
		{"POST", "/mcp", "application/json", "application/json, text/event-stream", "nonsense", 400, "malformed"},
		{"POST", "/mcp", "application/json", "application/json, text/event-stream", "", 400, "body"},
		{"POST", "/mcp", "application/json", "application/json, text/event-stream", strings.Repeat(" ", 70_000), 413, "65536 bytes"},
		{"GET", "*", "", "", "", 400, "openapi.json"},
		{"PUT", "/healthz", "", "", "", 404, "nothing at this address"},
		{"POST", "/cars/", "", "", "", 405, "GET and HEAD"},
		{"GET", "/cars/values/x", "", "", "", 404, "nothing at this address"},
	} {
		request := httptest.NewRequestWithContext(t.Context(), r.method, "/", strings.NewReader(r.body))
		request.RequestURI, request.URL.Path = r.target, r.target
		request.Host = "127.0.0.1:8080"
		request.Header.Set("X-API-Key", theKey)
		request.Header.Set("Content-Type", r.contentType)
		request.Header.Set("Accept", r.accept)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, request)
		var p problem
		if w.Code != r.code {
			t.Errorf("%s %s: %d %s", r.method, r.target, w.Code, w.Body)
		}
		if r.code < 400 {
			continue
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" || p.Status != r.code || !strings.Contains(p.Detail, r.detail) {
			t.Errorf("%s %s: %v %s", r.method, r.target, w.Header(), w.Body)
		}
	}
}

// TestPagesForPeople have a policy under which their own scripts run, and nobody else's.
func TestPagesForPeople(t *testing.T) {
	c := newClient(t, options(newCopy(t, 10)))
	home := c.do(http.MethodGet, "/", "X-API-Key", "")
	if home.Code != http.StatusOK || !strings.HasPrefix(home.Header().Get("Content-Type"), "text/html") || !strings.Contains(home.Body.String(), `href="/docs/"`) {
		t.Errorf("/: %d %s", home.Code, home.Body)
	}
	docs := c.do(http.MethodGet, "/docs/", "X-API-Key", "")
	policy := docs.Header().Get("Content-Security-Policy")
	scripts := regexp.MustCompile(`(?s)<script[^>]*>`).FindAllString(docs.Body.String(), -1)
	inline := 0
	for _, script := range scripts {
		if script == "<script>" {
			inline++
		} else if !strings.Contains(script, `src="/docs/`) {
			t.Errorf("a script of others: %s", script)
		}
	}
	if inline == 0 || strings.Count(policy, "'sha256-") != inline || strings.Contains(regexp.MustCompile(`script-src[^;]*`).FindString(policy), "unsafe") {
		t.Errorf("%d inline scripts: %s", inline, policy)
	}
	for name, recorder := range map[string]*httptest.ResponseRecorder{"home": home, "docs": docs, "cars": c.do(http.MethodGet, "/cars/"), "none": c.do(http.MethodGet, "/none")} {
		if h := recorder.Header(); h.Get("X-Frame-Options") != "DENY" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, h)
		}
	}
}

// TestDocumentNamesItsOwnAddress asks for the document under several names: nobody's key goes elsewhere.
func TestDocumentNamesItsOwnAddress(t *testing.T) {
	reader := newCopy(t, 10)
	for name, c := range map[string]struct {
		public, host string
		trust        bool
		proto, proxy string
		want         string
	}{
		"asked":              {"", "cars.dealer.example:8080", false, "", "", "http://cars.dealer.example:8080"},
		"IP address":         {"", "[::1]:8080", false, "", "", "http://[::1]:8080"},
		"the setting wins":   {"https://cars.dealer.example/", "10.0.0.1", true, "http", "other.example", "https://cars.dealer.example"},
		"proxy, not trusted": {"", "10.0.0.1:80", false, "https", "evil.example", "http://10.0.0.1:80"},
		"proxy, trusted":     {"", "10.0.0.1:80", true, "https", "cars.dealer.example", "https://cars.dealer.example"},
		"proxies, trusted":   {"", "10.0.0.1:80", true, "https, http", "cars.dealer.example, inner", "https://cars.dealer.example"},
		"nonsense, trusted":  {"", "10.0.0.1:80", true, "javascript", `x"/><script>`, "/"},
		"nonsense":           {"", `a"b`, false, "", "", "/"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(reader)
			o.PublicURL, o.TrustForwarded = c.public, c.trust
			handler := newClient(t, o).handler
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/openapi.json", nil)
			request.Host = c.host
			request.Header.Set("X-Forwarded-Proto", c.proto)
			request.Header.Set("X-Forwarded-Host", c.proxy)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, request)
			var document struct{ Servers []struct{ URL string } }
			if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil || len(document.Servers) != 1 || document.Servers[0].URL != c.want {
				t.Errorf("%+v, want %s (%v)", document, c.want, err)
			}
			if strings.Contains(w.Body.String(), "cars.example.com") || strings.Contains(w.Body.String(), "address.invalid") {
				t.Error("the document names an address of nobody")
			}
		})
	}
}

// TestRefusedRequestsAreSampled floods the server with requests that no key lets in, and with more than a key may make.
func TestRefusedRequestsAreSampled(t *testing.T) {
	o := options(newCopy(t, 10))
	o.Limits = auth.Limits{PerSecond: 1, Burst: 5}
	var clock atomic.Int64
	o.Now = func() time.Time { return now.Add(time.Duration(clock.Load())) }
	c := newClient(t, o)
	for range 500 {
		c.do(http.MethodGet, "/cars/", "X-API-Key", "")
		c.do(http.MethodGet, "/cars/")
	}
	lines := strings.Count(c.log.String(), `"msg":"request"`)
	if lines > 40 || lines < 10 || strings.Count(c.log.String(), `"status":200`) != 5 {
		t.Errorf("%d lines for 1000 requests", lines)
	}
	clock.Store(int64(time.Minute))
	c.do(http.MethodGet, "/cars/", "X-API-Key", "")
	if text := c.log.String(); !strings.Contains(text, `not logged one by one","requests":975`) {
		t.Errorf("nothing says how many were passed over: %.300s", text[strings.LastIndex(text[:len(text)-1], "\n"):])
	}
}
