package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	"forecourt/internal/testdb"
	benchsql "forecourt/sql/bench"
)

// importer copies the view without this program: it pipes MySQL's client into sqlite3's .import. It makes no indexes,
// writes NULL as a word, and cannot tell whether all rows arrived.
type importer struct{ client, sqlite string }

// findImporter looks for the two programs in PATH. It returns false if one is missing.
func findImporter() (importer, bool) {
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil {
		return importer{}, false
	}
	for _, name := range []string{"mariadb", "mysql"} {
		if client, err := exec.LookPath(name); err == nil {
			return importer{client: client, sqlite: sqlite}, true
		}
	}
	return importer{}, false
}

// load copies the view into a new file, and measures that.
func (i importer) load(ctx context.Context, b *bench, r *result, database, file string) error {
	host, port, err := b.server.Address(ctx)
	if err != nil {
		return err
	}
	if err := removeCache(file); err != nil {
		return err
	}
	reader := exec.CommandContext(ctx, i.client, "-h", resolve(host), "-P", strconv.Itoa(port), "-u", testdb.User, "--batch", "--quick",
		"-e", benchsql.Statement("drain"), database)
	reader.Env = append(os.Environ(), "MYSQL_PWD="+testdb.Password)
	reader.Stderr = b.stderr
	writer := exec.CommandContext(ctx, i.sqlite, file, "-cmd", ".mode tabs", ".import /dev/stdin vehicles_stock")
	writer.Stderr = b.stderr
	if writer.Stdin, err = reader.StdoutPipe(); err != nil {
		return err
	}
	begin := time.Now()
	if err := writer.Start(); err != nil {
		return err
	}
	err = errors.Join(reader.Run(), writer.Wait())
	r.wall = append(r.wall, time.Since(begin))
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	return removeCache(file)
}
