//go:build !clock

package main

import (
	"time"

	"forecourt/internal/config"
)

// clock is the clock of the program.
func clock(config.Environment) func() time.Time { return time.Now }
