// Package testbin builds programs for tests that run them.
package testbin

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
)

// shared are the settings that a test binary records, and that decide whether a compiled package can be used again.
var shared = map[string]string{"-race": "-race=", "-trimpath": "-trimpath=", "-gcflags": "-gcflags="}

// Build builds packages of the working directory's module into dir, all by one command, and with the settings that this
// test was built with: so the compiler's cache serves both, and a cold build does not compile everything twice.
func Build(ctx context.Context, dir string, packages ...string) error {
	args := []string{"build", "-o", dir + string(filepath.Separator)}
	env := os.Environ()
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("build %v: the test does not know how it was built", packages)
	}
	for _, setting := range info.Settings {
		if flag := shared[setting.Key]; flag != "" && setting.Value != "" {
			args = append(args, flag+setting.Value)
		}
		if setting.Key == "CGO_ENABLED" {
			env = append(env, "CGO_ENABLED="+setting.Value)
		}
	}
	build := exec.CommandContext(ctx, "go", append(args, packages...)...)
	build.Env, build.Stderr = env, os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build %v: %w", packages, err)
	}
	return nil
}
