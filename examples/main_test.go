package examples_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"forecourt/internal/testbin"
)

// programs is the folder with the examples, built once for all tests.
var programs string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "forecourt-examples-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := testbin.Build(context.Background(), dir, "./functions", "./mcp"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	programs = dir
	return m.Run()
}
