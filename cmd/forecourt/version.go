package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker. make build takes it from git.
var version = "dev"

type versionCommand struct{}

// Run shows the versions of the program and of its main parts.
func (versionCommand) Run(p *program) error {
	_, err := fmt.Fprintf(p.stdout, "forecourt %s (%s, %s/%s, modernc.org/sqlite %s, go-sql-driver/mysql %s)\n",
		version, runtime.Version(), runtime.GOOS, runtime.GOARCH, moduleVersion("modernc.org/sqlite"), moduleVersion("github.com/go-sql-driver/mysql"))
	return err
}

func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if module.Path == path {
			return module.Version
		}
	}
	return "unknown"
}
