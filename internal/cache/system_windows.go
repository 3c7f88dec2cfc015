package cache

// noFollow is not needed on Windows, where only administrators may make links.
const noFollow = 0

// onReadOnlySystem returns false, because Windows does not say whether a file system is read-only.
func onReadOnlySystem(string) bool { return false }
