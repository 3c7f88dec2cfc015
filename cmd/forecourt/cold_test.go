package main_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// kinds are requests that each need statements of their own.
var kinds = []string{
	"/cars/?limit=3", "/cars/?q=ford+under+20000", "/cars/?sort=price&price_max=20000", "/cars/?make=Ford&facets=model", "/cars/1", "/cars/values",
	"/cars/?sort=-year&year_min=2019", "/cars/?exclude=make:Ford", "/mcp",
}

// answeredByCopy sends all kinds of requests at the same moment, before it is known that the source does not answer.
// The copy must answer each.
func answeredByCopy(t *testing.T, api string) {
	t.Helper()
	var group sync.WaitGroup
	for _, target := range kinds {
		group.Go(func() {
			status, body, err := send(t, api, target)
			if err != nil || status != http.StatusOK || !strings.Contains(strings.ReplaceAll(body, `\`, ""), `"source":"cache"`) {
				t.Errorf("%s: %d %.300s %v", target, status, body, err)
			}
		})
	}
	group.Wait()
}

// send sends one of the requests.
func send(t *testing.T, api, target string) (status int, body string, err error) {
	t.Helper()
	method, message := http.MethodGet, ""
	if target == "/mcp" {
		method, message = http.MethodPost, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_cars","arguments":{"sort":"mileage","limit":2}}}`
	}
	request, err := http.NewRequestWithContext(t.Context(), method, api+target, strings.NewReader(message))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("X-API-Key", demandKey)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	answer, err := (&http.Client{Timeout: time.Minute}).Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

// TestSilentSourceFromTheStart: the source accepts connections and is silent before the server starts. No search has
// prepared a statement yet.
func TestSilentSourceFromTheStart(t *testing.T) {
	settings, _ := servedStock(t)
	settings = append(settings, "API_KEY="+demandKey, "READ_FROM=auto", "LIVE_TIMEOUT=500ms",
		"SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", hungServer(t).port), "SOURCE_USER=x", "SOURCE_SSL_MODE=disabled")
	_, api, _ := startServer(t, settings)
	answeredByCopy(t, api)
}
