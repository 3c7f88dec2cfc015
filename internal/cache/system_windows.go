package cache

// noFollow asks nothing of Windows, where only administrators may make links.
const noFollow = 0

// onReadOnlySystem tells whether a folder is on a file system that nobody can write: there is no telling on Windows.
func onReadOnlySystem(string) bool { return false }
