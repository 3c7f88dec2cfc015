//go:build unix

package cache

import (
	"errors"
	"syscall"
)

// noFollow makes it an error to open a link.
const noFollow = syscall.O_NOFOLLOW

// mayWrite asks access(2) whether a folder can be written.
const mayWrite = 2

// onReadOnlySystem reports whether a folder is on a read-only file system.
func onReadOnlySystem(folder string) bool {
	return errors.Is(syscall.Access(folder, mayWrite), syscall.EROFS)
}
