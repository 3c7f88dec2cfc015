//go:build integration

package pages_test

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	_ "modernc.org/sqlite" // The driver "sqlite".

	"forecourt/internal/testbin"
)

// chromium is the browser in which the pages are looked at: Debian's, or what CHROMIUM names.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Fatal("no Chromium: `apt-get install chromium`, or name one in CHROMIUM")
	return ""
}

// TestScriptIsThatOfThePackage: the script in the program is the one that the package manager has checked.
func TestScriptIsThatOfThePackage(t *testing.T) {
	shipped, err := os.ReadFile("layout/assets/htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	original, err := os.ReadFile(filepath.Join(clients, "node_modules/htmx.org/dist/htmx.min.js"))
	if err != nil {
		t.Fatalf("%v (make clients installs it)", err)
	}
	if !bytes.Equal(shipped, original) {
		t.Error("layout/assets/htmx.min.js is not that of tools/npm/package.json: copy it from tools/npm/node_modules/htmx.org/dist")
	}
}

// dealership is a stock that changes, and a server of its copy, for a browser to look at.
type dealership struct {
	*testing.T
	dir, address string
	// binary is the program.
	binary string
	server *exec.Cmd
}

// clients is the folder of what make clients installs.
var clients = filepath.Join("..", "..", "tools", "npm")

const pagesKey = "the-key-of-those-who-look-0001"

// TestPagesInABrowser lets a real browser use every page, as tools/npm/pages.mjs says, with the real program.
func TestPagesInABrowser(t *testing.T) {
	browser := chromium(t)
	d := &dealership{T: t, dir: t.TempDir()}
	d.binary = filepath.Join(d.dir, "forecourt")
	if err := testbin.Build(t.Context(), d.dir, "../../cmd/forecourt"); err != nil {
		t.Fatal(err)
	}
	d.run("demo", "--rows", "1500", "--days", "8", "--dir", d.dir, "--listen", "127.0.0.1:0")
	d.start("127.0.0.1:0")
	command := exec.CommandContext(t.Context(), "node", "pages.mjs", d.address, pagesKey, browser)
	command.Dir, command.Stderr = clients, os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("%v (make clients installs what it needs)", err)
	}
	passed := 0
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		line := lines.Text()
		switch what, asked := strings.CutPrefix(line, "do: "); {
		case asked:
			d.do(what)
			if _, err := fmt.Fprintln(stdin, "done"); err != nil {
				t.Error(err)
			}
		case strings.HasPrefix(line, "ok "):
			passed++
			t.Log(line)
		default:
			t.Error(line)
		}
	}
	if err := command.Wait(); err != nil && !t.Failed() {
		t.Error(err)
	}
	if passed < 10 {
		t.Errorf("%d checks have passed", passed)
	}
}

// do does what the browser's script cannot.
func (d *dealership) do(what string) {
	d.Helper()
	if number, ok := strings.CutPrefix(what, "sell "); ok {
		d.exec("DELETE FROM vehicle WHERE id IN (SELECT id FROM vehicle ORDER BY id DESC LIMIT ?)", number)
		d.sync()
		return
	}
	switch what {
	case "hostile":
		for id, text := range map[int]string{1: `<script>window.hurt=1</script>`, 2: `"><img src=x onerror=window.hurt=1>`, 4: "\u202Egnirts \u2066", 5: strings.Repeat("x", 10_000)} {
			d.exec("UPDATE vehicle SET make = ?, model = ?, trim = ?, color = ?, listing_url = 'javascript:window.hurt=1', updated_at = '2039-01-01 00:00:00' WHERE id = ?", text, text, text, text, id)
		}
		d.sync()
	case "stop":
		if err := d.server.Process.Signal(syscall.SIGTERM); err != nil {
			d.Fatal(err)
		}
		_ = d.server.Wait() // Its code is of no interest here.
	case "start":
		d.start(strings.TrimPrefix(d.address, "http://"))
	case "start public":
		d.start(strings.TrimPrefix(d.address, "http://"), "PAGES=public")
	default:
		d.Errorf("nobody knows how to do %q", what)
	}
}

func (d *dealership) exec(statement string, args ...any) {
	d.Helper()
	db, err := sql.Open("sqlite", filepath.Join(d.dir, "dealer.db"))
	if err != nil {
		d.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(d.Context(), statement, args...); err != nil {
		d.Fatal(err)
	}
}

func (d *dealership) sync() {
	d.Helper()
	d.run("sync", "--source-type", "sqlite", "--source-database", filepath.Join(d.dir, "dealer.db"), "--cache-path", filepath.Join(d.dir, "forecourt.db"))
}

// run runs the program to its end.
func (d *dealership) run(args ...string) {
	d.Helper()
	if output, err := exec.CommandContext(d.Context(), d.binary, args...).CombinedOutput(); err != nil {
		d.Fatalf("forecourt %s: %v\n%s", args[0], err, output)
	}
}

var listens = regexp.MustCompile(`msg="the API listens" address=(\S+)`)

// start starts the server, and waits until it listens.
func (d *dealership) start(listen string, settings ...string) {
	d.Helper()
	d.server = exec.CommandContext(d.Context(), d.binary, "serve")
	d.server.Dir = d.TempDir()
	d.server.Env = append(slices.Clone(settings), []string{
		"SOURCE_TYPE=sqlite", "CACHE_PATH=" + filepath.Join(d.dir, "forecourt.db"), "READ_FROM=cache", "API_KEY=" + pagesKey, "LISTEN_ADDR=" + listen, "RATE_LIMIT=0",
	}...)
	log, err := d.server.StderrPipe()
	if err != nil {
		d.Fatal(err)
	}
	if err := d.server.Start(); err != nil {
		d.Fatal(err)
	}
	server := d.server
	d.Cleanup(func() { _ = server.Process.Kill() }) // It may have ended.
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if match := listens.FindStringSubmatch(lines.Text()); match != nil {
			d.address = "http://" + match[1]
			go func() { _, _ = io.Copy(io.Discard, log) }() // The rest of the log.
			return
		}
	}
	d.Fatalf("the server ended: %v", lines.Err())
}
