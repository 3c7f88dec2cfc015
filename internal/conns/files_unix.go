//go:build unix

package conns

import (
	"fmt"
	"syscall"
)

// openFiles returns how many files and sockets the process may have open.
func openFiles() (int, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("read the limit of open files: %w", err)
	}
	return int(min(limit.Cur, mostFiles)), nil
}
