//go:build unix

package cache

import (
	"errors"
	"syscall"
)

// noFollow makes the opening of a link fail.
const noFollow = syscall.O_NOFOLLOW

// mayWrite asks access(2) whether a folder can be written.
const mayWrite = 2

// onReadOnlySystem tells whether a folder is on a file system that nobody can write.
func onReadOnlySystem(folder string) bool {
	return errors.Is(syscall.Access(folder, mayWrite), syscall.EROFS)
}
