//go:build integration

package main_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"

	"forecourt/internal/testdb"
	contract "forecourt/sql"
)

// server is a MySQL with a certificate for "localhost" only. caFile is its authority's certificate.
var (
	server *testdb.Server
	caFile string
)

func runTests(m *testing.M) int {
	ctx := context.Background()
	certificates, err := testdb.NewCertificates(time.Now(), "localhost")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	caFile = filepath.Join(filepath.Dir(binary), "ca.pem")
	if err := os.WriteFile(caFile, certificates.CA, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	file := func(name string, content []byte) testcontainers.ContainerFile {
		return testcontainers.ContainerFile{Reader: bytes.NewReader(content), ContainerFilePath: "/etc/mysql/" + name, FileMode: 0o644}
	}
	server, err = testdb.StartWith(ctx,
		[]testcontainers.ContainerCustomizer{testcontainers.WithFiles(file("ca.pem", certificates.CA), file("server.pem", certificates.Server), file("key.pem", certificates.Key))},
		"--ssl-ca=/etc/mysql/ca.pem", "--ssl-cert=/etc/mysql/server.pem", "--ssl-key=/etc/mysql/key.pem")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// stock is a test's database with vehicles_stock as a view, and the settings to reach it through a proxy.
type stock struct {
	*testdb.Database
	proxy    *testdb.Proxy
	settings []string
	cache    string
}

const stockRows = 30000

// newStock makes a stock with that many vehicles.
func newStock(t *testing.T, rows int) *stock {
	t.Helper()
	s := &stock{Database: server.NewDatabase(t), cache: filepath.Join(t.TempDir(), "cache.db")}
	s.Exec(t, strings.Replace(contract.Schema, "CREATE TABLE vehicles_stock", "CREATE TABLE stock", 1),
		"SET SESSION cte_max_recursion_depth = 1000000",
		fmt.Sprintf(`INSERT INTO stock (id, stock_number, make, model, year, price, status, location, listing_url, updated_at)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT /*+ SET_VAR(cte_max_recursion_depth=1000000) */ i, CONCAT('S', i), 'Ford', 'Focus', 2020, i, 'available', REPEAT('x', 100), REPEAT('u', 200), '2026-01-02 03:04:05.000006' FROM n`, rows),
		"CREATE VIEW vehicles_stock AS SELECT * FROM stock")
	s.proxy = testdb.NewProxy(t, func() (string, error) {
		host, port, err := server.Address(context.Background())
		return net.JoinHostPort(host, strconv.Itoa(port)), err
	})
	s.settings = []string{
		"SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", s.proxy.Port()), "SOURCE_USER=" + testdb.User,
		"SOURCE_PASSWORD=" + testdb.Password, "SOURCE_DATABASE=" + s.Name, "CACHE_PATH=" + s.cache,
		"SYNC_RETRIES=0", "SYNC_RETRY_DELAY=200ms", "SOURCE_READ_TIMEOUT=2s",
	}
	return s
}

// with returns the settings with some more. The last one of a name counts.
func (s *stock) with(settings ...string) []string {
	return append(append([]string{}, s.settings...), settings...)
}

// holds checks that the copy has that many rows, all from the same change of the prices.
func (s *stock) holds(t *testing.T, rows int, year int) {
	t.Helper()
	var got, least, most int
	err := openDB(t, s.cache).QueryRowContext(t.Context(), "SELECT COUNT(*), MIN(year), MAX(year) FROM vehicles_stock").Scan(&got, &least, &most)
	if err != nil || got != rows || least != year || most != year {
		t.Errorf("the copy has %d rows of the years %d to %d, want %d of %d (%v)", got, least, most, rows, year, err)
	}
}

// TestLostSource kills, pauses and disconnects MySQL while it sends the rows.
func TestLostSource(t *testing.T) {
	docker, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer docker.Close()
	id := server.Container.GetContainerID()
	start := func() error { return server.Container.Start(context.Background()) }
	ctx := context.Background()
	for name, fault := range map[string]struct{ strike, heal func() error }{
		"killed": {strike: func() error { return kill(ctx, docker, id) }, heal: start},
		"paused": {strike: func() error { return pause(ctx, docker, id) }, heal: func() error { return unpause(ctx, docker, id) }},
		"cut":    {},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStock(t, stockRows)
			forecourt(t, s.settings, "sync").want(t, 0, "published: 30,000 rows")
			s.Exec(t, "UPDATE stock SET year = 2021")

			// First without a retry: the old copy stays.
			struck := make(chan error, 1)
			strike := func() {
				if fault.strike == nil {
					s.proxy.Cut()
					struck <- nil
					return
				}
				struck <- fault.strike()
			}
			s.proxy.After(2<<20, strike)
			result := forecourt(t, s.settings, "sync", "--json")
			result.want(t, 3, `"outcome":"failed"`)
			if err := <-struck; err != nil {
				t.Fatal(err)
			}
			s.holds(t, stockRows, 2020)
			if fault.heal != nil {
				if err := fault.heal(); err != nil {
					t.Fatal(err)
				}
			}
			// Then with retries until the server is back.
			s.proxy.After(2<<20, func() {
				strike()
				if fault.heal != nil {
					go func() {
						time.Sleep(3 * time.Second) // An outage lasts a while.
						struck <- fault.heal()
					}()
				}
			})
			forecourt(t, s.with("SYNC_RETRIES=20"), "sync").want(t, 0, "published: 30,000 rows")
			for range cap(struck) {
				if err := <-struck; err != nil {
					t.Fatal(err)
				}
			}
			if fault.heal != nil {
				if err := <-struck; err != nil {
					t.Fatal(err)
				}
			}
			s.holds(t, stockRows, 2021)
		})
	}
}

// TestSourceRefuses tries wrong settings: each gets advice and its exit code.
func TestSourceRefuses(t *testing.T) {
	s := newStock(t, 10)
	host, port, err := server.Address(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := testdb.NewCertificates(time.Now(), "localhost")
	if err != nil {
		t.Fatal(err)
	}
	otherCA := filepath.Join(t.TempDir(), "other.pem")
	if err := os.WriteFile(otherCA, other.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, "CREATE USER IF NOT EXISTS nothing IDENTIFIED BY 'x'", "CREATE USER IF NOT EXISTS reader IDENTIFIED BY 'reading'",
		"GRANT SELECT ON "+s.Name+".vehicles_stock TO reader", "CREATE USER IF NOT EXISTS tlsonly IDENTIFIED BY 'x' REQUIRE SSL")
	direct := fmt.Sprintf("SOURCE_PORT=%d", port)
	if host != "localhost" && host != "127.0.0.1" {
		t.Fatalf("Docker is at %s: these tests want it on this machine", host)
	}
	for name, c := range map[string]struct {
		settings []string
		code     int
		advice   string
	}{
		"right":               {nil, 0, "10 rows"},
		"SELECT is enough":    {[]string{"SOURCE_USER=reader", "SOURCE_PASSWORD=reading"}, 0, "10 rows"},
		"wrong password":      {[]string{"SOURCE_PASSWORD=wrong"}, 3, "check SOURCE_USER and SOURCE_PASSWORD"},
		"no password file":    {[]string{"SOURCE_PASSWORD=", "SOURCE_PASSWORD_FILE=/nowhere"}, 3, "SOURCE_PASSWORD_FILE"},
		"no such host":        {[]string{"SOURCE_HOST=no-such-host.invalid"}, 3, "SOURCE_HOST"},
		"nothing there":       {[]string{"SOURCE_PORT=1"}, 3, "check SOURCE_HOST and SOURCE_PORT"},
		"no such database":    {[]string{"SOURCE_DATABASE=no_such"}, 3, "SOURCE_DATABASE"},
		"no rights":           {[]string{"SOURCE_USER=nothing", "SOURCE_PASSWORD=x"}, 3, "SELECT"},
		"no such view":        {[]string{"SYNC_VIEWS=no_such"}, 4, "vehicles_stock: check SYNC_VIEWS"},
		"mistyped view":       {[]string{"SYNC_VIEWS=vehicle_stock"}, 4, "did you mean vehicles_stock?"},
		"mistyped, few seen":  {[]string{"SYNC_VIEWS=vehicle_stock", "SOURCE_USER=reader", "SOURCE_PASSWORD=reading"}, 4, "did you mean vehicles_stock?"},
		"TLS wanted":          {[]string{"SOURCE_USER=tlsonly", "SOURCE_PASSWORD=x", "SOURCE_SSL_MODE=disabled"}, 3, "SOURCE_PASSWORD"},
		"required":            {[]string{"SOURCE_SSL_MODE=required"}, 0, "10 rows"},
		"disabled":            {[]string{"SOURCE_SSL_MODE=disabled"}, 0, "10 rows"},
		"verify-ca":           {[]string{"SOURCE_SSL_MODE=verify-ca", "SOURCE_SSL_CA=" + caFile}, 0, "10 rows"},
		"verify-ca wrong":     {[]string{"SOURCE_SSL_MODE=verify-ca", "SOURCE_SSL_CA=" + otherCA}, 3, "SOURCE_SSL_CA"},
		"verify-ca system":    {[]string{"SOURCE_SSL_MODE=verify-ca"}, 3, "SOURCE_SSL_CA"},
		"verify-identity":     {[]string{"SOURCE_SSL_MODE=verify-identity", "SOURCE_SSL_CA=" + caFile, "SOURCE_HOST=localhost", direct}, 0, "10 rows"},
		"wrong identity":      {[]string{"SOURCE_SSL_MODE=verify-identity", "SOURCE_SSL_CA=" + caFile, "SOURCE_HOST=127.0.0.1", direct}, 3, "the certificate is for another host"},
		"identity, wrong CA":  {[]string{"SOURCE_SSL_MODE=verify-identity", "SOURCE_SSL_CA=" + otherCA, "SOURCE_HOST=localhost", direct}, 3, "SOURCE_SSL_CA"},
		"no PEM":              {[]string{"SOURCE_SSL_MODE=verify-ca", "SOURCE_SSL_CA=" + binary}, 2, "holds no certificate"},
		"unknown mode":        {[]string{"SOURCE_SSL_MODE=maybe"}, 2, "verify-identity"},
		"both passwords":      {[]string{"SOURCE_PASSWORD_FILE=/x"}, 2, "keep one"},
		"no user":             {[]string{"SOURCE_USER="}, 2, "SOURCE_USER is not set"},
		"port of another day": {[]string{"SOURCE_PORT=99999"}, 2, "SOURCE_PORT"},
	} {
		t.Run(name, func(t *testing.T) {
			result := forecourt(t, s.with(c.settings...), "sync")
			result.want(t, c.code, c.advice)
			if strings.Contains(result.stdout+result.stderr, testdb.Password) {
				t.Error("the password is shown")
			}
		})
	}
}

// TestViewChanges changes the view between runs.
func TestViewChanges(t *testing.T) {
	s := newStock(t, 10)
	forecourt(t, s.settings, "sync").want(t, 0, "published: 10 rows")
	view := func(from string) string { return "CREATE OR REPLACE VIEW vehicles_stock AS " + from }
	rest := "id, stock_number, vin, make, model, trim, color, body_type, fuel_type, transmission, drivetrain, mileage, mileage_unit, currency, item_condition, location, status, listing_url, listed_at, updated_at"
	for name, c := range map[string]struct {
		statement string
		code      int
		advice    string
	}{
		"lost a column":   {view("SELECT " + rest + ", year FROM stock"), 0, "10 inserted"},
		"lost the make":   {view("SELECT " + strings.Replace(rest, "make, ", "", 1) + ", year, price FROM stock"), 0, "10 inserted"},
		"gained a column": {view("SELECT *, 1 AS extra FROM stock"), 0, "10 inserted"},
		"changed a type":  {view("SELECT " + rest + ", price, CAST(year AS CHAR(4)) AS year FROM stock"), 0, "10 inserted"},
		"lost precision":  {view("SELECT " + rest + ", year, CAST(price AS DECIMAL(12,4)) AS price FROM stock"), 0, "10 inserted"},
		"NULL AS price":   {view("SELECT " + rest + ", year, NULLIF(price, price) AS price FROM stock"), 0, "10 inserted"},
		"became empty":    {view("SELECT * FROM stock WHERE id < 0"), 5, "--allow-shrink"},
		"doubled a key":   {view("SELECT * FROM stock UNION ALL SELECT * FROM stock WHERE id = 7"), 4, "two rows have 7"},
		"broken":          {"RENAME TABLE stock TO elsewhere", 3, "the view is broken on the server"},
		"dropped":         {"DROP VIEW vehicles_stock", 4, "no such view"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStock(t, 10)
			forecourt(t, s.settings, "sync").want(t, 0, "published: 10 rows")
			s.Exec(t, c.statement)
			forecourt(t, s.settings, "sync").want(t, c.code, c.advice)
			if c.code != 0 {
				s.holds(t, 10, 2020)
				// doctor finds it, too, except for guards and keys, which only a run checks.
				if name != "became empty" && name != "doubled a key" {
					forecourt(t, s.settings, "doctor").want(t, c.code, "FAIL")
				}
			}
		})
	}
}

// TestOneSnapshot changes the source while its rows are read. All rows of the copy must come from one moment.
func TestOneSnapshot(t *testing.T) {
	s := newStock(t, stockRows)
	done := make(chan error, 1)
	s.proxy.After(1<<20, func() {
		_, err := s.ExecContext(context.Background(), "UPDATE stock SET year = 1999")
		done <- err
	})
	forecourt(t, s.settings, "sync").want(t, 0, "published: 30,000 rows")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.holds(t, stockRows, 2020)
	forecourt(t, s.settings, "sync").want(t, 0, "30,000 updated")
	s.holds(t, stockRows, 1999)
}

// TestDoctor examines a source without problems.
func TestDoctor(t *testing.T) {
	s := newStock(t, 10)
	result := forecourt(t, s.with("SOURCE_HOST=localhost", "SOURCE_SSL_MODE=verify-ca", "SOURCE_SSL_CA="+caFile), "doctor")
	for _, line := range []string{"ok    settings", "ok    source    reached", "ok    tls       verify-ca: encrypted with TLS", "ok    view      vehicles_stock: 10 rows, 22 columns", "ok    column    vehicles_stock.price decimal(12,2)", "ok    cache"} {
		result.want(t, 0, line)
	}
}
