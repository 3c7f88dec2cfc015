//go:build integration

package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"github.com/testcontainers/testcontainers-go/wait"

	"forecourt/api/testapi"
	"forecourt/internal/demo"
	"forecourt/internal/testdb"
)

const (
	imageName = "forecourt:integration"
	imageKey  = "the-key-of-the-image-tests"
	// otherImageKey is a second valid key.
	otherImageKey = "another-key-of-the-image-tests"
)

// deployment is the built image with its own MySQL, as it would be deployed.
type deployment struct {
	mysql   *testdb.Server
	api     testcontainers.Container
	network *testcontainers.DockerNetwork
	url     string
	client  *http.Client

	// document is what every answer is checked against.
	document *testapi.Document
}

// deploy builds the image and starts it.
func deploy(t *testing.T) *deployment {
	t.Helper()
	build := exec.CommandContext(t.Context(), "docker", "build", "--quiet", "--tag", imageName, "../..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the image: %v\n%s", err, output)
	}
	ctx := context.WithoutCancel(t.Context())
	d := &deployment{
		client:   &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}},
		document: testapi.Open(t, "../../openapi.json"),
	}
	var err error
	if d.network, err = network.New(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, d.network.Remove(ctx)) })
	d.mysql, err = testdb.StartWith(ctx, []testcontainers.ContainerCustomizer{network.WithNetwork([]string{"mysql"}, d.network)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, d.mysql.Stop()) })
	var script strings.Builder
	check(t, demo.WriteMySQL(&script, demo.New(1, time.Now()), 2000))
	db, err := d.mysql.Open(ctx, "vehicles_db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, script.String()); err != nil {
		t.Fatal(err)
	}
	d.api, d.url = d.start(t, map[string]string{"RATE_LIMIT": "0", "SERVE_SYNC_EVERY": "5s"})
	return d
}

// start starts the image next to MySQL, and returns its address.
func (d *deployment) start(t *testing.T, env map[string]string) (c testcontainers.Container, address string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	for name, value := range map[string]string{
		"SOURCE_HOST": "mysql", "SOURCE_USER": testdb.User, "SOURCE_PASSWORD": testdb.Password, "SOURCE_SSL_MODE": "required",
		"API_KEY": imageKey + "," + otherImageKey, "LIVE_TIMEOUT": "500ms",
	} {
		env[name] = value
	}
	c, err := testcontainers.Run(ctx, imageName, testcontainers.WithExposedPorts("8080/tcp"), network.WithNetwork(nil, d.network),
		testcontainers.WithEnv(env),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) {
			c.ReadonlyRootfs = true
			c.CapDrop = []string{"ALL"}
		}),
		testcontainers.WithWaitStrategyAndDeadline(time.Minute, wait.ForHTTP("/readyz").WithPort("8080/tcp")),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, testcontainers.TerminateContainer(c)) })
	if address, err = c.PortEndpoint(ctx, "8080/tcp", "http"); err != nil {
		t.Fatal(err)
	}
	return c, address
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

type answer struct {
	Items      []map[string]any
	Total      int
	NextCursor string `json:"next_cursor"`
	Source     string
}

// get searches for all fields, and returns the status and the answer.
func (d *deployment) get(query url.Values) (int, answer, error) {
	var a answer
	query = maps.Clone(query)
	query.Set("fields", "full")
	status, _, err := d.ask(d.url+"/cars/?"+query.Encode(), imageKey, &a)
	return status, a, err
}

// ask sends a request with a key, and checks the answer against the document.
func (d *deployment) ask(address, key string, into any) (int, http.Header, error) {
	request, err := http.NewRequest(http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("X-API-Key", key)
	response, err := d.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return response.StatusCode, nil, fmt.Errorf("a broken answer: %w", err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return response.StatusCode, nil, fmt.Errorf("a broken answer: %w: %.200s", err, body)
	}
	return response.StatusCode, response.Header, d.document.Check(request, response, body)
}

// until sends requests until the rows come from the wanted source.
func (d *deployment) until(t *testing.T, source string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if code, a, err := d.get(url.Values{"limit": {"1"}}); err == nil && code == http.StatusOK && a.Source == source {
			return
		}
	}
	t.Fatalf("the rows never came from %s", source)
}

// load sends requests from several clients until stop is called. stop returns the number of answers, and what was
// wrong.
func (d *deployment) load(clients int) (stop func() (answers int64, faults []string)) {
	var wg sync.WaitGroup
	var done atomic.Bool
	var count atomic.Int64
	var mu sync.Mutex
	var faults []string
	for i := range clients {
		wg.Go(func() {
			for !done.Load() {
				code, _, err := d.get(url.Values{"make": {"Toyota", "Ford"}, "sort": {"price"}, "limit": {fmt.Sprint(1 + i)}})
				if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.EHOSTUNREACH) {
					return // It has ended, and did not accept the request.
				}
				if err != nil || code != http.StatusOK {
					mu.Lock()
					faults = append(faults, fmt.Sprintf("%d %v", code, err))
					mu.Unlock()
				}
				count.Add(1)
			}
		})
	}
	return func() (int64, []string) {
		done.Store(true)
		wg.Wait()
		return count.Load(), faults
	}
}

// TestImage uses the built image as a client would.
func TestImage(t *testing.T) {
	d := deploy(t)
	d.until(t, "live")
	t.Run("filters", d.testFilters)
	t.Run("ranges", d.testRanges)
	t.Run("keys, errors", d.testErrors)
	t.Run("limits", d.testLimits)
	t.Run("pages", d.testPages)
	t.Run("faults", d.testFaults)
	t.Run("stop", d.testStop)
}
