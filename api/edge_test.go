package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/auth"
)

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

// TestDocumentHasGroups: every operation stands in a group that is described, and whoever needs a key reads who has it.
func TestDocumentHasGroups(t *testing.T) {
	var document struct {
		Tags  []struct{ Name, Description string }
		Paths map[string]map[string]struct {
			Tags []string
		}
		Components struct {
			SecuritySchemes map[string]struct{ Description string }
		}
	}
	w := httptest.NewRecorder()
	newClient(t, options(newCopy(t, 10))).handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/openapi.json", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	members := map[string]int{}
	for path, operations := range document.Paths {
		for method, operation := range operations {
			if len(operation.Tags) != 1 {
				t.Errorf("%s %s has the tags %v", method, path, operation.Tags)
				continue
			}
			members[operation.Tags[0]]++
		}
	}
	for _, tag := range document.Tags {
		if tag.Description == "" || members[tag.Name] == 0 {
			t.Errorf("the group %s has %d operations: %q", tag.Name, members[tag.Name], tag.Description)
		}
		delete(members, tag.Name)
	}
	if len(document.Tags) != 3 || len(members) != 0 {
		t.Errorf("groups %+v, and not described: %v", document.Tags, members)
	}
	if about := document.Components.SecuritySchemes["apiKey"].Description; !strings.Contains(about, "forecourt key new") {
		t.Errorf("the key comes from: %s", about)
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
