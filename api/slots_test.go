package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"forecourt/internal/vehicle"
)

// serve serves a handler at a real socket, as the program does. The kernel keeps little of an answer that is not read.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Listener.Close()
	small := net.ListenConfig{Control: buffer(syscall.SO_SNDBUF)}
	var err error
	if server.Listener, err = small.Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	server.Config.WriteTimeout = 20 * time.Second
	server.Config.ReadHeaderTimeout = 5 * time.Second
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.Listener.Addr().String()
}

// buffer makes the kernel's buffer of a socket, and of those that it accepts, as small as it can be.
func buffer(which int) func(network, address string, raw syscall.RawConn) error {
	return func(_, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) { failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, which, 4096) })
		return errors.Join(err, failed)
	}
}

// slowReaders opens connections that ask for a target and read nothing of the answer.
func slowReaders(t *testing.T, address, target, header string, n int) (lines []net.Conn) {
	t.Helper()
	small := net.Dialer{Control: buffer(syscall.SO_RCVBUF)}
	for range n {
		line, err := small.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { line.Close() })
		request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", target, address, header)
		if _, err := io.WriteString(line, request); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
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
	// While their searches are worked on, another one may be refused. Their answers wait for up to 10 seconds, and refuse
	// none.
	for answered, deadline := 0, time.Now().Add(8*time.Second); answered < 20; answered++ {
		if code := status(t, address, "/cars/?make=toyota", theKey); code != http.StatusOK {
			answered = -1
		}
		if time.Now().After(deadline) {
			t.Fatalf("beside slow readers with another key, only %d of 20 searches in a row were answered", answered)
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

// hanging is a reader whose source accepts and says nothing.
type hanging struct{ broken }

func (hanging) Search(ctx context.Context, _ vehicle.Search) (vehicle.Page, error) {
	<-ctx.Done()
	return vehicle.Page{}, ctx.Err()
}

// TestReadyWaitsForNoSource asks before the first look has ended: the answer comes while it can still be sent.
func TestReadyWaitsForNoSource(t *testing.T) {
	o := options(hanging{})
	o.Deadline = time.Minute
	address := serve(t, newClient(t, o).handler)
	if code := status(t, address, "/readyz", ""); code != http.StatusServiceUnavailable {
		t.Errorf("readiness: %d", code)
	}
	if code := status(t, address, "/healthz", ""); code != http.StatusOK {
		t.Errorf("health: %d", code)
	}
}

// reading is a reader whose stock can be searched, but whose words take long.
type reading struct {
	aging
	read chan struct{}
}

func (r reading) Values(ctx context.Context) (vehicle.Values, error) {
	select {
	case <-r.read:
		return vehicle.Values{}, nil
	case <-ctx.Done():
		return vehicle.Values{}, ctx.Err()
	}
}

// TestReadyWaitsForWords: a server whose first requests would wait for the stock's words gets none yet.
func TestReadyWaitsForWords(t *testing.T) {
	o := options(reading{aging{asked: &atomic.Int64{}}, make(chan struct{})})
	o.Deadline = 10 * time.Millisecond
	if code := newClient(t, o).do(http.MethodGet, "/readyz", "X-API-Key", "").Code; code != http.StatusServiceUnavailable {
		t.Errorf("while the words are read: %d", code)
	}
	close(o.Reader.(reading).read)
	o.Deadline = 5 * time.Second
	if code := newClient(t, o).do(http.MethodGet, "/readyz", "X-API-Key", "").Code; code != http.StatusOK {
		t.Errorf("with words: %d", code)
	}
}
