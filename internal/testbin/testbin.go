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

// shared are the settings that are recorded in a test binary, and that must be equal for compiled packages to be
// reused.
var shared = map[string]string{"-race": "-race=", "-trimpath": "-trimpath=", "-gcflags": "-gcflags="}

// Build builds packages of the working directory's module into dir, with one command and with the settings of this
// test. So both share the build cache, and a cold build compiles nothing twice.
// Flags may stand before the packages, such as -tags=clock.
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
