package source_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/fakemysql"
	"forecourt/internal/source"
)

// openTLS opens the server with TLS, or without.
func openTLS(t *testing.T, server *fakemysql.Server, encrypted bool) *source.MySQL {
	t.Helper()
	mode := source.Disabled
	if encrypted {
		mode, server.TLS = source.Required, certificate(t)
	}
	from, err := source.OpenMySQL(source.MySQLConfig{
		Host: "127.0.0.1", Port: server.Start(t), User: "u", Database: "d", SSLMode: mode,
		ConnectTimeout: patience, ReadTimeout: patience,
	})
	if err != nil {
		t.Fatal(err)
	}
	return from
}

// certificate returns settings with a certificate for 127.0.0.1.
func certificate(t *testing.T) *tls.Config {
	t.Helper()
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	return &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}
}

// TestColumnsAreBounded: the driver reserves memory for as many columns as a server announces. It must not get to that,
// wherever the number stands: the real ones are at most 4,096.
func TestColumnsAreBounded(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, encrypted := range []bool{false, true} {
		for _, columns := range []uint64{1 << 16, 1<<24 - 1, 1 << 30, 1 << 40, 1 << 63} {
			for _, stage := range []string{"SELECT `id`", "SHOW FULL COLUMNS", "SHOW SESSION VARIABLES", "COUNT(*)"} {
				for name, first := range map[string]fakemysql.Reply{"": nil, "after two empty results": slices.Concat(fakemysql.OKAndMore(), fakemysql.OKAndMore())} {
					t.Run(fmt.Sprintf("%d at %s %s TLS %t", columns, stage, name, encrypted), func(t *testing.T) {
						server := broken(stage, slices.Concat(first, fakemysql.Columns(columns)))
						_, err := readAll(t, openTLS(t, server, encrypted))
						wantConnectionError(t, err, fmt.Sprintf("a result with %d columns", columns), "must not be trusted")
					})
				}
			}
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 200<<20 {
		t.Errorf("%d MiB were reserved", used>>20)
	}
}

// TestPreparedColumnsAreBounded: a prepared statement announces its columns with every result.
func TestPreparedColumnsAreBounded(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		server := &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
			switch {
			case query == "SELECT 1":
				return fakemysql.Reply{{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, fakemysql.Column("1"), {0xfe, 0, 0, 2, 0}}, true
			case strings.HasPrefix(query, "\x01\x00\x00\x00"): // The statement's number.
				return fakemysql.Columns(1 << 30), true
			}
			return nil, false
		}}
		from := openTLS(t, server, encrypted)
		statement, err := from.DB().PrepareContext(t.Context(), "SELECT 1")
		if err != nil {
			t.Fatal(err)
		}
		defer statement.Close()
		var n int
		if err := statement.QueryRowContext(t.Context()).Scan(&n); err == nil || !strings.Contains(err.Error(), "a result with 1073741824 columns") {
			t.Errorf("%d: %v", n, err)
		}
		if err := from.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestRepliesArePassedOn: what a server may send arrives as it is, also over TLS.
func TestRepliesArePassedOn(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		if rows, err := readAll(t, openTLS(t, &fakemysql.Server{}, encrypted)); rows != 1 || err != nil {
			t.Errorf("%d rows: %v", rows, err)
		}
		wide := broken("SELECT `id`", fakemysql.Rows(slices.Repeat([]string{"id"}, 4096), slices.Repeat([]string{"x"}, 4096)))
		_, err := readAll(t, openTLS(t, wide, encrypted))
		wantConnectionError(t, err, "view v has 4096 columns and not 1")
		full := broken("SELECT `id`", fakemysql.Reply{make([]byte, 1<<24)})
		_, err = readAll(t, openTLS(t, full, encrypted))
		wantConnectionError(t, err, "a reply that begins with a packet of 16 MiB")
	}
}
