//go:build integration

package syncer_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"forecourt/internal/testdb"
)

var server *testdb.Server

func TestMain(m *testing.M) {
	var err error
	// The server's own time zone, SQL mode and character set are unusual, because the sessions of a sync must not depend
	// on them.
	server, err = testdb.Start(context.Background(), "--default-time-zone=-08:00", "--sql-mode=ANSI_QUOTES,PAD_CHAR_TO_FULL_LENGTH",
		"--character-set-server=latin1")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
