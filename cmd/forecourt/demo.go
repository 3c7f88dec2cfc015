package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"forecourt/api/auth"
	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/demo"
	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/terminal"
	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

type demoCommand struct {
	Dir  string `name:"dir" default:"demo" help:"Folder for the dealer's database and its copy; made when missing."`
	Rows int    `name:"rows" default:"5000" help:"How many vehicles."`
	Seed uint64 `name:"seed" default:"1" help:"The same seed makes the same stock."`
	Days int    `name:"days" default:"0" help:"How many days the stock has changed before, with a refresh of the copy on each."`

	Listen string `name:"listen" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the API listens."`
	MySQL  string `name:"mysql" placeholder:"FILE" help:"Only write the stock as a script for MySQL."`

	Reader string `name:"mysql-reader" placeholder:"USER" help:"With --mysql: the script makes the database vehicles_db, and lets this user read the view, and nothing else."`
	TLS    string `name:"mysql-tls" placeholder:"FOLDER" help:"With --mysql: make a certificate for the host mysql in this folder, unless it has one."`
	CA     string `name:"mysql-ca" placeholder:"FILE" help:"With --mysql-tls: write the certificate's authority here, too, for SOURCE_SSL_CA."`
}

// Run makes the database, copies it, and shows the result.
func (c *demoCommand) Run(ctx context.Context, p *program) error {
	if c.Rows < 1 {
		return usageError{errors.New("--rows must be at least 1")}
	}
	if c.MySQL != "" {
		return c.writeMySQL(p)
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("make the demo's folder: %w", err)
	}
	database, copied := filepath.Join(c.Dir, "dealer.db"), filepath.Join(c.Dir, "forecourt.db")
	if err := c.forget(copied); err != nil {
		return err
	}
	begin := p.now()
	generator := demo.New(c.Seed, begin)
	if err := demo.Write(ctx, database, generator, c.Rows); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "1. A dealer's database, with the view %s: %s (%s vehicles)\n\n", contract.View, database, terminal.Number(int64(c.Rows)))
	sync := syncCommand{
		Source: config.Source{Type: "sqlite", Database: database}, Cache: config.Cache{Path: copied},
		// The demo may be made again with fewer rows, which is no accident.
		Views: config.Views{Names: []string{contract.View}}, AllowShrink: true, Changes: config.Changes{Days: c.Days + 1},
	}
	if err := c.pass(ctx, p, sync, generator, begin); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "2. forecourt sync --source-type sqlite --source-database %s --cache-path %s\n", database, copied)
	if err := sync.Run(ctx, p); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\n3. forecourt status --cache-path %s\n", copied)
	status := statusCommand{Cache: config.Cache{Path: copied}, Runs: 3}
	if err := status.Run(ctx, p); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\n4. The vehicles that changed last:\n")
	if err := showVehicles(ctx, p, copied); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\nAny SQLite tool reads the copy:\n"+
		"   sqlite3 %s \"SELECT make, COUNT(*), CAST(AVG(price) AS INTEGER) FROM %s GROUP BY make ORDER BY 2 DESC LIMIT 5\"\n", copied, contract.View)
	return c.serve(ctx, p, copied)
}

// forget removes the copy of an earlier demo: its past would come before this one's.
func (c *demoCommand) forget(copied string) error {
	if c.Days == 0 {
		return nil
	}
	for _, ending := range []string{"", "-wal", "-shm", ".seal", ".index"} {
		if err := os.Remove(copied + ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the copy of an earlier demo: %w", err)
		}
	}
	return nil
}

// pass lets the days pass before today: on each the stock changes, and is copied.
func (c *demoCommand) pass(ctx context.Context, p *program, sync syncCommand, generator *demo.Generator, now time.Time) error {
	for day := range c.Days {
		begin, at := p.now(), now.AddDate(0, 0, day-c.Days)
		past := *p
		past.now = func() time.Time { return at.Add(p.now().Sub(begin)) }
		past.stdout, past.log = io.Discard, slog.New(slog.DiscardHandler)
		if err := sync.Run(ctx, &past); err != nil {
			return err
		}
		if err := demo.Day(ctx, sync.Database, generator, day, at); err != nil {
			return err
		}
	}
	return nil
}

func (c *demoCommand) writeMySQL(p *program) error {
	file, err := os.Create(c.MySQL)
	if err != nil {
		return fmt.Errorf("write the script: %w", err)
	}
	stock := demo.New(c.Seed, p.now())
	if c.Reader == "" {
		err = demo.WriteMySQL(file, stock, c.Rows)
	} else {
		err = demo.WriteMySQLFor(file, stock, c.Rows, "vehicles_db", c.Reader)
	}
	if err = errors.Join(err, file.Close()); err != nil || c.TLS == "" {
		return err
	}
	if err := demo.WriteCertificates(c.TLS, "mysql", p.now()); err != nil || c.CA == "" {
		return err
	}
	authority, err := os.ReadFile(filepath.Join(c.TLS, demo.AuthorityFile))
	if err != nil {
		return fmt.Errorf("read the authority: %w", err)
	}
	return os.WriteFile(c.CA, authority, 0o644) //nolint:gosec // It is a certificate, for all to read, at a path that a person chose.
}

// serve runs the API on the copy: on a terminal until it is stopped, otherwise for one request.
func (c *demoCommand) serve(ctx context.Context, p *program, copied string) error {
	key := "demo-" + rand.Text()
	address, err := freeAddress(ctx, c.Listen)
	if err != nil {
		return err
	}
	settings := config.API{
		Reading:    config.Reading{ReadFrom: "cache", LiveTimeout: time.Second, Deadline: 10 * time.Second, Concurrent: 64},
		ListenAddr: address, RateLimit: 50, RateBurst: 100, Keys: key, Pages: "on", CSVRows: 100_000,
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	target := "http://" + address + "/cars/?make=toyota&price_max=20000&sort=price&limit=2"
	serving := *p
	serving.log = slog.New(slog.DiscardHandler)
	done := make(chan error, 1)
	ready := make(chan *auth.Sessions, 1)
	go func() {
		server := serveCommand{Source: config.Source{Type: "sqlite"}, Cache: config.Cache{Path: copied}, API: settings}
		done <- server.run(ctx, &serving, func(s *auth.Sessions) { ready <- s })
	}()
	select {
	case err := <-done:
		return err
	case sessions := <-ready:
		fmt.Fprintf(p.stdout, "\n5. The stock in a browser; the address signs in once:\n   http://%s/sign-in?ticket=%s\n", address, sessions.Ticket(key))
	}
	fmt.Fprintf(p.stdout, "\n6. The API answers at http://%s; its description is at /openapi.json, for people at /docs/:\n   curl -H 'X-API-Key: %s' '%s'\n", address, key, target)
	if p.interactive() {
		fmt.Fprintln(p.stdout, "\nCtrl-C ends it.")
		return <-done
	}
	if err := showAnswer(ctx, p, target, key); err != nil {
		return err
	}
	stop()
	return <-done
}

// freeAddress returns the address, with another port if that one is taken.
func freeAddress(ctx context.Context, address string) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", usageError{fmt.Errorf("listen at %s: %w: set --listen", address, err)}
	}
	return listener.Addr().String(), listener.Close()
}

// interactive reports whether a person sits at a terminal.
func (p *program) interactive() bool {
	file, ok := p.rawStdout.(*os.File)
	return ok && term.IsTerminal(int(file.Fd())) && term.IsTerminal(int(os.Stdin.Fd()))
}

func showAnswer(ctx context.Context, p *program, target, key string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	request.Header.Set("X-API-Key", key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return fmt.Errorf("read the API's answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the API answered %s: %s", response.Status, body)
	}
	_, err = fmt.Fprintf(p.stdout, "\n%s", body)
	return err
}

func showVehicles(ctx context.Context, p *program, path string) (err error) {
	functions, err := mapping.Driver()
	if err != nil {
		return err
	}
	store, err := cache.Open(ctx, path, cache.Options{ReadOnly: true, Driver: functions})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	m := mapping.Contract(contract.View)
	shape, err := m.Shape(false)
	if err != nil {
		return err
	}
	reader, err := stock.NewCached(stock.CachedOptions{
		Stock: stock.Stock{Mapping: m, Shape: shape},
		Open:  func(context.Context) (*sql.DB, error) { return store.DB(), nil },
	})
	if err != nil {
		return err
	}
	page, err := reader.Search(ctx, vehicle.Search{Limit: 5})
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	shown := terminal.NewTable(2, 7, 4, 1, 0)
	var fields []*vehicle.Field
	var names []string
	for _, f := range shape.Fields() {
		if f.Brief && f.Kind != vehicle.Text && f.Kind != vehicle.Link && !shape.IsUnit(f) {
			fields, names = append(fields, f), append(names, strings.ToUpper(f.Name))
		}
	}
	shown.Add(names...)
	for i := range page.Vehicles {
		var values []string
		for _, f := range fields {
			values = append(values, cmp.Or(f.Show(page.Vehicles[i].Value(f)), "-"))
		}
		shown.Add(values...)
	}
	return shown.Print(p.stdout)
}
