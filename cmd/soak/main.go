// Command soak runs the program for a while under load, faults and changes. It fails if something grows without bound.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"forecourt/internal/soak"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	minutes := flags.Float64("minutes", 60, "how long")
	vehicles := flags.Int("vehicles", 20_000, "vehicles in the stock")
	clients := flags.Int("clients", 4, "clients that search all the time")
	binary := flags.String("binary", filepath.Join("bin", "forecourt"), "the program")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	err := soak.Run(ctx, soak.Options{
		For: time.Duration(*minutes * float64(time.Minute)), Vehicles: *vehicles, Clients: *clients, Binary: *binary, Out: os.Stdout, Log: os.Stderr,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		return 1
	}
	return 0
}
