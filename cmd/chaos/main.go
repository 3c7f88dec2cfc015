// Command chaos runs writers and readers on a feed under faults. It fails if a reader shows what it must not.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"forecourt/internal/chaos"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	minutes := flags.Float64("minutes", 10, "how long the faults last")
	vehicles := flags.Int("vehicles", 20_000, "vehicles in the stock")
	readers := flags.Int("readers", 8, "readers, 2 or more")
	followers := flags.Int("followers", 0, "light followers in this process, instead of readers")
	cursor := flags.Bool("cursor", false, "let most refreshes read only what has changed")
	binary := flags.String("binary", filepath.Join("bin", "forecourt-chaos"), "the program, built with -tags clock")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	err := chaos.Run(ctx, chaos.Options{
		For: time.Duration(*minutes * float64(time.Minute)), Vehicles: *vehicles, Readers: *readers, Followers: *followers, Cursor: *cursor, Binary: *binary, Out: os.Stdout, Log: os.Stderr,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		return 1
	}
	return 0
}
