package main

import "fmt"

const (
	// mostConnections bounds the memory of connections where descriptors abound.
	mostConnections = 4096
	// fileReserve is how many descriptors the program needs for itself: files, sockets of the source, pipes.
	fileReserve = 64
	// filesPerRequest is how many a request at work may need: the copy's file and its log, and a connection to the source.
	filesPerRequest = 3
	// mostFiles is taken for the limit of open files where there is none, or a greater one.
	mostFiles = 1 << 20
)

// maxConnections returns how many connections clients may have: what the setting says, or what the limit of open files
// leaves. A limit that is too small for the setting, or for anything, is an error.
func maxConnections(setting, concurrent int) (int, error) {
	files, err := openFiles()
	if err != nil {
		return 0, err
	}
	reserve := fileReserve + filesPerRequest*concurrent
	switch free := files - reserve; {
	case setting > 0 && setting > free:
		return 0, usageError{fmt.Errorf("MAX_CONNECTIONS is %d, and the limit of open files %d, of which %d are needed otherwise: lower MAX_CONNECTIONS or MAX_CONCURRENT, or raise the limit (ulimit -n, LimitNOFILE, --ulimit nofile)", setting, files, reserve)}
	case setting > 0:
		return setting, nil
	case free < files/4:
		return 0, usageError{fmt.Errorf("the limit of open files is %d, of which MAX_CONCURRENT=%d may need %d: lower MAX_CONCURRENT, or raise the limit (ulimit -n, LimitNOFILE, --ulimit nofile)", files, concurrent, reserve)}
	default:
		return min(free, mostConnections), nil
	}
}
