package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api"
	"forecourt/api/auth"
)

// slowWriters opens connections that announce a body and do not send it. Those of the form wait until the server asks
// for the body, so that all of them are at work.
func slowWriters(t *testing.T, address string, n int) (lines []*bufio.Reader) {
	t.Helper()
	for i := range 2 * n {
		line, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { line.Close() })
		request := "GET /docs/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 100\r\n\r\n"
		if i%2 == 1 {
			request = "POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
		}
		if _, err := fmt.Fprintf(line, request, address); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			continue
		}
		answer := bufio.NewReader(line)
		if text, err := answer.ReadString('\n'); err != nil || !strings.Contains(text, " 100 ") {
			t.Fatalf("the server does not ask for the body of form %d: %q %v", i/2, text, err)
		}
		lines = append(lines, answer)
	}
	return lines
}

// signsIn sends the form with a valid key.
func signsIn(t *testing.T, address string) int {
	t.Helper()
	client := http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/sign-in", strings.NewReader(url.Values{"key": {theKey}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// TestSlowWritersStopNobody has 140 forms and 140 other requests whose bodies do not come, and then 140 clients that do
// not read the documentation.
func TestSlowWritersStopNobody(t *testing.T) {
	o := options(newCopy(t, 20))
	o.Concurrent = 128
	address := serve(t, newBrowser(t, o).handler)
	lines := slowWriters(t, address, 140)
	for range 20 {
		if code := signsIn(t, address); code != http.StatusSeeOther {
			t.Errorf("sign in: %d", code)
		}
		for target, key := range map[string]string{"/sign-in": "", "/docs/": "", "/openapi.json": "", "/healthz": "", "/cars/": theKey} {
			if code := status(t, address, target, key); code != http.StatusOK {
				t.Errorf("%s: %d", target, code)
			}
		}
	}
	for _, line := range lines { // None of them is waited for without end.
		text, err := io.ReadAll(line)
		if err != nil || !strings.Contains(string(text), "HTTP/1.1 408") || !strings.Contains(string(text), "did not come within 5 seconds") {
			t.Fatalf("%q, %v", text, err)
		}
	}
	slowReaders(t, address, "/docs/swagger-ui-bundle.js", "", 140)
	for range 20 {
		if code := signsIn(t, address); code != http.StatusSeeOther {
			t.Errorf("sign in beside slow readers: %d", code)
		}
	}
}

// TestLongForms: a form that is too long, or breaks off, is not read.
func TestLongForms(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 5)))
	if w := b.ask(http.MethodPost, "/sign-in", url.Values{"key": {theKey}, "next": {"/" + strings.Repeat("x", 16<<10)}}); w.Code != http.StatusRequestEntityTooLarge || b.cookie != nil {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestVisitorsDoNotKeepPeopleWaiting fills the slots of those who have no key.
func TestVisitorsDoNotKeepPeopleWaiting(t *testing.T) {
	o := options(newCopy(t, 5))
	held := &holding{Reader: o.Reader, hold: make(chan struct{}), all: make(chan struct{}, 100)}
	o.Reader, o.Pages = held, api.PublicPages
	signed := newBrowser(t, o).signIn()
	done := make(chan int, 9)
	for range 9 {
		go func() { done <- (&browser{client: signed.client}).ask(http.MethodGet, "/?sort=-price", nil).Code }()
	}
	for range 8 {
		<-held.all
	}
	if code := signed.ask(http.MethodGet, "/?sort=price", nil).Code; code != http.StatusOK {
		t.Errorf("somebody who has signed in: %d", code)
	}
	got := []int{<-done}
	close(held.hold)
	for range 8 {
		got = append(got, <-done)
	}
	if diff := cmp.Diff([]int{503, 200, 200, 200, 200, 200, 200, 200, 200}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSlowVisitorsStopNoVisitor has as many visitors of one address as may ask at a time. They do not read their pages.
func TestSlowVisitorsStopNoVisitor(t *testing.T) {
	o := options(newCopy(t, 500))
	o.Pages, o.Limits = api.PublicPages, auth.Limits{PerSecond: 10_000, Burst: 10_000, Concurrent: 8}
	address := serve(t, newBrowser(t, o).handler)
	if code := status(t, address, "/", ""); code != http.StatusOK {
		t.Fatalf("a visitor: %d", code)
	}
	for _, line := range slowReaders(t, address, "/?limit=100", "", 40) {
		if _, err := io.ReadFull(line, make([]byte, 1)); err != nil { // Its answer has begun.
			t.Fatal(err)
		}
	}
	for range 20 {
		if code := status(t, address, "/", ""); code != http.StatusOK {
			t.Errorf("another visitor: %d", code)
		}
	}
}
