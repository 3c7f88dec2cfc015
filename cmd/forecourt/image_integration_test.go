//go:build integration

package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
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
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"github.com/testcontainers/testcontainers-go/wait"

	"forecourt/internal/demo"
	"forecourt/internal/testdb"
)

const (
	imageName = "forecourt:integration"
	imageKey  = "the-key-of-the-image-tests"
)

// deployment is the built image beside a MySQL of its own, as it would be deployed.
type deployment struct {
	mysql   *testdb.Server
	api     testcontainers.Container
	network *testcontainers.DockerNetwork
	url     string
	client  *http.Client
}

// deploy builds the image and starts it.
func deploy(t *testing.T) *deployment {
	t.Helper()
	build := exec.CommandContext(t.Context(), "docker", "build", "--quiet", "--tag", imageName, "../..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the image: %v\n%s", err, output)
	}
	ctx := context.WithoutCancel(t.Context())
	d := &deployment{client: &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
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
	d.api, err = testcontainers.Run(ctx, imageName, testcontainers.WithExposedPorts("8080/tcp"), network.WithNetwork(nil, d.network),
		testcontainers.WithEnv(map[string]string{
			"SOURCE_HOST": "mysql", "SOURCE_USER": testdb.User, "SOURCE_PASSWORD": testdb.Password, "SOURCE_SSL_MODE": "required",
			"API_KEY": imageKey, "RATE_LIMIT": "0", "LIVE_TIMEOUT": "500ms", "SERVE_SYNC_EVERY": "5s",
		}),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) {
			c.ReadonlyRootfs = true
			c.CapDrop = []string{"ALL"}
		}),
		testcontainers.WithWaitStrategyAndDeadline(time.Minute, wait.ForHTTP("/readyz").WithPort("8080/tcp")),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, testcontainers.TerminateContainer(d.api)) })
	if d.url, err = d.api.PortEndpoint(ctx, "8080/tcp", "http"); err != nil {
		t.Fatal(err)
	}
	return d
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

// get asks the image, and returns the status and the answer.
func (d *deployment) get(query url.Values) (int, answer, error) {
	request, err := http.NewRequest(http.MethodGet, d.url+"/cars/?"+query.Encode(), nil)
	if err != nil {
		return 0, answer{}, err
	}
	request.Header.Set("X-API-Key", imageKey)
	response, err := d.client.Do(request)
	if err != nil {
		return 0, answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return response.StatusCode, answer{}, fmt.Errorf("a broken answer: %w", err)
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		return response.StatusCode, a, fmt.Errorf("a broken answer: %w: %.200s", err, body)
	}
	return response.StatusCode, a, nil
}

// until asks until the rows come from the source that is wanted.
func (d *deployment) until(t *testing.T, source string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if code, a, err := d.get(url.Values{"limit": {"1"}}); err == nil && code == http.StatusOK && a.Source == source {
			return
		}
	}
	t.Fatalf("the rows never came from %s", source)
}

// load asks from several clients until stop is called, which returns how many answers there were, and what was wrong.
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
					return // It has ended, and took no request.
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

// TestImage talks to the built image as a client would.
func TestImage(t *testing.T) {
	d := deploy(t)
	d.until(t, "live")
	t.Run("filters", d.testFilters)
	t.Run("pages", d.testPages)
	t.Run("faults", d.testFaults)
	t.Run("stop", d.testStop)
}

func (d *deployment) testFilters(t *testing.T) {
	_, all, err := d.get(url.Values{"limit": {"100"}})
	if err != nil || all.Total != 2000 {
		t.Fatalf("%d cars: %v", all.Total, err)
	}
	for _, name := range []string{"make", "model", "trim", "color", "body_type", "fuel_type", "transmission", "drivetrain", "condition", "location", "status", "year"} {
		var value string
		for _, car := range all.Items {
			if car[name] != nil {
				value = fmt.Sprint(car[name])
			}
		}
		code, found, err := d.get(url.Values{name: {strings.ToUpper(value)}, "limit": {"100"}})
		if err != nil || code != http.StatusOK || found.Total == 0 || found.Total == 2000 && name != "status" {
			t.Errorf("%s=%s: %d, %d cars (%v)", name, value, code, found.Total, err)
		}
		for _, car := range found.Items {
			if fmt.Sprint(car[name]) != value {
				t.Errorf("%s=%s finds %v", name, value, car[name])
			}
		}
	}
	for _, sort := range []string{"price", "-price", "year", "-year", "mileage", "-mileage", "-listed_at", "-updated_at"} {
		name, descending := strings.CutPrefix(sort, "-")
		_, found, err := d.get(url.Values{"sort": {sort}, "limit": {"50"}})
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(found.Items); i++ {
			before, after := found.Items[i-1][name], found.Items[i][name]
			less := fmt.Sprint(after) < fmt.Sprint(before)
			if n, ok := before.(float64); ok {
				less = after.(float64) < n
			}
			if before != after && less != descending {
				t.Errorf("%s: %v comes before %v", sort, before, after)
			}
		}
	}
}

// testPages reads to the end while rows come and go: those that stay are all there, once.
func (d *deployment) testPages(t *testing.T) {
	db, err := d.mysql.Open(t.Context(), "vehicles_db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var wg sync.WaitGroup
	var done atomic.Bool
	wg.Go(func() {
		for id := 100_000; !done.Load(); id++ {
			_, insert := db.Exec("INSERT INTO stock (id, stock_number, make, model, price, status, updated_at) VALUES (?, ?, 'New', 'Car', ?, 'available', UTC_TIMESTAMP(6))", id, id, id%50000)
			_, remove := db.Exec("DELETE FROM stock WHERE id = ?", id-5)
			if err := errors.Join(insert, remove); err != nil {
				t.Error(err)
				return
			}
		}
	})
	seen := map[float64]int{}
	query := url.Values{"sort": {"price"}, "limit": {"37"}}
	for {
		code, page, err := d.get(query)
		if err != nil || code != http.StatusOK {
			t.Fatalf("%d %v", code, err)
		}
		for _, car := range page.Items {
			seen[car["id"].(float64)]++
		}
		if page.NextCursor == "" {
			break
		}
		query.Set("cursor", page.NextCursor)
	}
	done.Store(true)
	wg.Wait()
	for id := 1.0; id <= 2000; id++ {
		if seen[id] != 1 {
			t.Errorf("car %v came %d times", id, seen[id])
		}
	}
	if _, err := db.ExecContext(t.Context(), "DELETE FROM stock WHERE id >= 100000"); err != nil {
		t.Error(err)
	}
}

// testFaults kills, pauses and cuts off MySQL under load: not one bad answer, and live again by itself.
func (d *deployment) testFaults(t *testing.T) {
	docker, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer docker.Close()
	ctx, id := t.Context(), d.mysql.Container.GetContainerID()
	for name, fault := range map[string]struct{ strike, heal func() error }{
		"killed": {func() error { return kill(ctx, docker, id) }, func() error { return d.mysql.Container.Start(ctx) }},
		"paused": {func() error { return pause(ctx, docker, id) }, func() error { return unpause(ctx, docker, id) }},
		"cut off": {func() error {
			_, err := docker.NetworkDisconnect(ctx, d.network.ID, client.NetworkDisconnectOptions{Container: id, Force: true})
			return err
		}, func() error {
			_, err := docker.NetworkConnect(ctx, d.network.ID, client.NetworkConnectOptions{Container: id, EndpointConfig: endpoint("mysql")})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d.until(t, "live")
			stop := d.load(8)
			check(t, fault.strike())
			d.until(t, "cache")
			check(t, fault.heal())
			for range 50 {
				d.until(t, "live")
			}
			answers, faults := stop()
			if len(faults) > 0 || answers < 20 {
				t.Errorf("%d answers, %d faults: %.500v", answers, len(faults), faults)
			}
			t.Logf("%d answers", answers)
		})
	}
}

// testStop ends the server under load: what it has taken, it answers. It is reached without Docker's proxy, which goes on
// accepting connections for a server that is gone.
func (d *deployment) testStop(t *testing.T) {
	address, err := d.api.ContainerIP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.url = "http://" + net.JoinHostPort(address, "8080")
	stop := d.load(8)
	for range 100 { // The load is as old as these answers, and eight times as much.
		d.until(t, "live")
	}
	wait := 30 * time.Second
	check(t, d.api.Stop(t.Context(), &wait))
	answers, faults := stop()
	if len(faults) > 0 || answers < 20 {
		t.Errorf("%d answers, %d faults: %.500v", answers, len(faults), faults)
	}
	state, err := d.api.State(t.Context())
	if err != nil || state.ExitCode != 0 {
		t.Errorf("the server ended with %+v (%v)", state, err)
	}
}
