package main

import (
	"errors"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/mapping"
	"forecourt/internal/service"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// The exit codes. README.md shows them; a test compares.
const (
	exitDone     = 0
	exitError    = 1
	exitUsage    = 2
	exitSource   = 3
	exitContract = 4
	exitRefused  = 5
	exitVerify   = 6
	exitLocked   = 7
	exitMismatch = 8
	exitBehind   = 9
	exitFeed     = 10
)

// usageError is a mistake in the command line or the settings.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// toldError has been printed already.
type toldError struct{ error }

func (e toldError) Unwrap() error { return e.error }

// mismatchError says that a copy is not what it should be.
type mismatchError struct{ error }

// exitCode is the only place that maps errors to exit codes.
func exitCode(err error) int {
	switch {
	case errors.As(err, new(usageError)), errors.As(err, new(*service.ListenError)):
		return exitUsage
	case errors.As(err, new(*source.BehindError)):
		return exitBehind
	case errors.As(err, new(*source.ConnectionError)):
		return exitSource
	case errors.As(err, new(*source.ViewError)), errors.As(err, new(*source.ValueError)),
		errors.As(err, new(*mapping.ColumnsError)), errors.As(err, new(*publication.KeyError)):
		return exitContract
	case errors.As(err, new(*syncer.ShrinkError)):
		return exitRefused
	case errors.As(err, new(*syncer.VerifyError)):
		return exitVerify
	case errors.Is(err, cache.ErrLocked):
		return exitLocked
	case errors.As(err, new(mismatchError)), errors.Is(err, cache.ErrDamaged):
		return exitMismatch
	case isFeedError(err):
		return exitFeed
	}
	return exitError
}
