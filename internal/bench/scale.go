package bench

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/demo"
	"forecourt/internal/testdb"
	contract "forecourt/sql"
	benchsql "forecourt/sql/bench"
)

func (b *bench) build(ctx context.Context) error {
	b.binary = filepath.Join(b.dir, "forecourt")
	build := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./cmd/forecourt")
	build.Stderr = b.stderr
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	return build.Run()
}

// benchSeed and benchTime make the vehicles the same every time.
const benchSeed = 1

var benchTime = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// fill makes the database with generated vehicles and the view over them.
func (b *bench) fill(ctx context.Context, database string, rows int) (*sql.DB, error) {
	b.say("load %d generated vehicles into MySQL", rows)
	all, err := b.server.Open(ctx, "")
	if err != nil {
		return nil, err
	}
	if _, err := all.ExecContext(ctx, "CREATE DATABASE "+database); err != nil {
		return nil, errors.Join(err, all.Close())
	}
	if err := all.Close(); err != nil {
		return nil, err
	}
	db, err := b.server.Open(ctx, database)
	if err != nil {
		return nil, err
	}
	mysql.RegisterReaderHandler("vehicles", func() io.Reader { return vehicles(rows) })
	defer mysql.DeregisterReaderHandler("vehicles")
	for _, statement := range []string{
		strings.Replace(contract.Schema, "CREATE TABLE vehicles_stock", "CREATE TABLE stock", 1),
		benchsql.Statement("load"),
		benchsql.Statement("view"),
		"ANALYZE TABLE stock",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// vehicles writes generated vehicles in the default format of LOAD DATA.
func vehicles(rows int) io.Reader {
	reader, writer := io.Pipe()
	go func() {
		out := bufio.NewWriterSize(writer, 1<<20)
		g := demo.New(benchSeed, benchTime)
		for range rows {
			if _, err := out.WriteString(line(g.Next())); err != nil {
				writer.CloseWithError(err)
				return
			}
		}
		writer.CloseWithError(out.Flush())
	}()
	return reader
}

func line(v demo.Vehicle) string {
	number := func(n *int64) string {
		if n == nil {
			return `\N`
		}
		return strconv.FormatInt(*n, 10)
	}
	text := func(s *string) string {
		if s == nil {
			return `\N`
		}
		return *s
	}
	price := `\N`
	if v.Price != nil {
		price = v.Price.String()
	}
	return strings.Join([]string{
		strconv.FormatInt(v.ID, 10), v.StockNumber, text(v.VIN), v.Make, v.Model, text(v.Trim), number(v.Year), text(v.Color),
		text(v.BodyType), text(v.FuelType), text(v.Transmission), text(v.Drivetrain), number(v.Mileage), text(v.MileageUnit),
		price, text(v.Currency), text(v.ItemCondition), text(v.Location), v.Status, text(v.ListingURL),
		text((*string)(v.ListedAt)), string(v.UpdatedAt),
	}, "\t") + "\n"
}

// drainView reads the view through database/sql as fast as possible, and discards the rows.
func drainView(ctx context.Context, db *sql.DB, rows int) (time.Duration, error) {
	begin := time.Now()
	data, err := db.QueryContext(ctx, benchsql.Statement("drain"))
	if err != nil {
		return 0, err
	}
	defer data.Close()
	values := make([]sql.RawBytes, 22)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	n := 0
	for ; data.Next(); n++ {
		if err := data.Scan(into...); err != nil {
			return 0, err
		}
	}
	if n != rows || data.Err() != nil {
		return 0, fmt.Errorf("the drain read %d rows: %w", n, data.Err())
	}
	return time.Since(begin), nil
}

// sync runs the program and checks that its report contains the text.
func (b *bench) sync(ctx context.Context, r *result, database, cache, want string) error {
	host, port, err := b.server.Address(ctx)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, b.binary, "sync", "--json")
	command.Dir = b.dir
	command.Env = []string{
		"SOURCE_HOST=" + net.ParseIP(resolve(host)).String(), "SOURCE_PORT=" + strconv.Itoa(port), "SOURCE_USER=" + testdb.User,
		"SOURCE_PASSWORD=" + testdb.Password, "SOURCE_DATABASE=" + database, "CACHE_PATH=" + cache, "SOURCE_SSL_MODE=preferred",
	}
	command.Stderr = b.stderr
	begin := time.Now()
	output, err := command.Output()
	r.wall = append(r.wall, time.Since(begin))
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	if !strings.Contains(string(output), want) {
		return fmt.Errorf("%s: the report has no %s: %s", r.name, want, output)
	}
	if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.memory = max(r.memory, usage.Maxrss<<10)
		r.written = append(r.written, usage.Oublock*512) // In blocks of 512 bytes on every disk (getrusage(2)).
	}
	r.size = fileSize(cache)
	return nil
}

func resolve(host string) string {
	if host == "localhost" {
		return "127.0.0.1"
	}
	return host
}

func removeCache(cache string) error {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		if err := os.Remove(cache + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
