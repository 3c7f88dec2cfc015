// Command bench measures the sync and the API with a real MySQL, and prints the figures of docs/performance.md.
package main

import (
	"context"
	"os"
	"os/signal"

	"forecourt/internal/bench"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := bench.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
