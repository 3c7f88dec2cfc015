package main_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/fakemysql"
)

// atFake returns the settings for a server that speaks MySQL's protocol as a test wants it.
func atFake(t *testing.T, server *fakemysql.Server) []string {
	t.Helper()
	return []string{
		"SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", server.Start(t)), "SOURCE_USER=u", "SOURCE_PASSWORD=p", "SOURCE_SSL_MODE=disabled",
		"SYNC_VIEWS=v", "SYNC_RETRIES=0", "CACHE_PATH=" + t.TempDir() + "/cache.db", "SOURCE_READ_TIMEOUT=10s",
	}
}

// TestUnprotectedLine: without TLS, a run's report and doctor say what that means.
func TestUnprotectedLine(t *testing.T) {
	settings := atFake(t, &fakemysql.Server{})
	result := forecourt(t, settings, "sync", "--json")
	result.want(t, 0, "not encrypted: rows that were changed on the way")
	if !strings.Contains(result.stdout, `"notices":["the connection to the source is not encrypted`) {
		t.Errorf("the report does not say it: %s", result.stdout)
	}
	forecourt(t, settings, "doctor").want(t, 0, "note  tls       disabled: the connection is not encrypted")
}

// TestUnverifiedServer: the modes with TLS that do not prove who the server is say what that means, where they are
// chosen and where they are checked.
func TestUnverifiedServer(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	settings := atFake(t, &fakemysql.Server{
		TLS: &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12},
		Answer: func(query string) (fakemysql.Reply, bool) {
			return fakemysql.Rows([]string{"Variable_name", "Value"}, []string{"Ssl", "TLSv1.3"}), strings.Contains(query, "'Ssl_")
		},
	})
	for _, mode := range []string{"preferred", "required"} {
		forecourt(t, append(settings, "SOURCE_SSL_MODE="+mode), "doctor").want(t, 0, mode+": encrypted with TLS")
		forecourt(t, append(settings, "SOURCE_SSL_MODE="+mode), "doctor").want(t, 0, "the server is not verified: whoever answers in its place gets the password")
	}
	forecourt(t, append(settings, "SOURCE_SSL_MODE=verify-ca"), "sync").want(t, 3, "signed by an unknown authority: set SOURCE_SSL_CA")
	help := strings.Join(strings.Fields(forecourt(t, nil, "sync", "--help").stdout), " ")
	if !strings.Contains(help, "Only the last two prove who the server is: in the others, whoever answers gets the password.") {
		t.Errorf("the help does not say it: %s", help)
	}
}

// TestMalformedHeader: the driver panics at this column header. The run must end with an exit code and advice.
func TestMalformedHeader(t *testing.T) {
	server := &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
		return fakemysql.Reply{{1}, {3, 'd', 'e', 'f', 0, 0, 0, 1, 'c', 0}}, strings.HasPrefix(query, "SELECT `id`")
	}}
	begin := time.Now()
	forecourt(t, atFake(t, server), "sync").want(t, 3, "what MySQL's protocol does not allow")
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it took %s", took)
	}
}

// TestTooManyColumns: memory for a billion columns is not there, and Go would end the program without advice.
func TestTooManyColumns(t *testing.T) {
	server := &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
		return fakemysql.Columns(1 << 30), strings.HasPrefix(query, "SELECT `id`")
	}}
	forecourt(t, atFake(t, server), "sync").want(t, 3, "a result with 1073741824 columns: check SOURCE_HOST and SOURCE_PORT")
}

// TestChangedSession: nothing is copied in a session whose variables do not hold.
func TestChangedSession(t *testing.T) {
	settings := atFake(t, &fakemysql.Server{Sticky: map[string]string{"sql_select_limit": "2"}})
	forecourt(t, settings, "sync").want(t, 3, `sql_select_limit is "2"`)
	forecourt(t, settings, "doctor").want(t, 3, "FAIL  source")
}

// TestSilenceEndsInTime: SOURCE_CONNECT_TIMEOUT ends the wait for a server that does not speak.
func TestSilenceEndsInTime(t *testing.T) {
	h := hungServer(t)
	settings := []string{
		"SOURCE_USER=x", "SOURCE_HOST=127.0.0.1", fmt.Sprintf("SOURCE_PORT=%d", h.port), "SOURCE_CONNECT_TIMEOUT=300ms", "SYNC_RETRIES=0",
		"CACHE_PATH=" + t.TempDir() + "/cache.db",
	}
	forecourt(t, settings, "sync").want(t, 3, "raise SOURCE_CONNECT_TIMEOUT")
}

// TestServeOutlivesAHostileServer: a refresh from a server that makes the driver panic fails, and is told. The API goes
// on answering from the copy, and the next refresh is tried.
func TestServeOutlivesAHostileServer(t *testing.T) {
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "100", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "100")
	settings := atFake(t, &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
		return fakemysql.Reply{{1}, {3, 'd', 'e', 'f', 0, 0, 0, 1, 'c', 0}}, strings.HasPrefix(query, "SELECT `id`")
	}})
	log := watchedServer(t, append(slices.Clone(settings), "CACHE_PATH="+filepath.Join(dir, "forecourt.db"), "SYNC_VIEWS=vehicles_stock", "READ_FROM=cache",
		"API_KEY="+demandKey, "LISTEN_ADDR=127.0.0.1:0", "SERVE_SYNC_EVERY=200ms"))
	log.wait(t, "PUBLIC_URL is not set: documents name the address of the request")
	address := regexp.MustCompile(`address=(\S+)`).FindStringSubmatch(log.wait(t, `msg="the API listens"`))[1]
	for range 2 {
		if line := log.wait(t, "level=ERROR"); !strings.Contains(line, "what MySQL's protocol does not allow") {
			t.Errorf("the log says %s", line)
		}
		if status, body := fetch(t, "http://"+address+"/cars/"); status != http.StatusOK {
			t.Errorf("%d %s", status, body)
		}
	}
}

// TestDoctorKnowsTheMostColumns: what no sync can copy, doctor does not call well.
func TestDoctorKnowsTheMostColumns(t *testing.T) {
	settings, from, _ := newSource(t)
	var columns []string
	for i := range cache.MaxColumns {
		columns = append(columns, fmt.Sprintf("c%d", i))
	}
	mustExec(t, openDB(t, from), "CREATE TABLE wide (id INTEGER PRIMARY KEY, "+strings.Join(columns, ", ")+")")
	settings = append(settings, "SYNC_VIEWS=wide")
	refused := fmt.Sprintf("has %d columns, and a copy can have %d", cache.MaxColumns+1, cache.MaxColumns)
	forecourt(t, settings, "doctor").want(t, 4, refused)
	forecourt(t, settings, "sync").want(t, 4, refused)
}
