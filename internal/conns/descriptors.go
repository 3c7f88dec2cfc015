package conns

import "fmt"

const (
	// mostConnections bounds the memory of connections if there are plenty of descriptors.
	mostConnections = 4096
	// fileReserve is how many descriptors the program itself needs: files, connections to the source, pipes.
	fileReserve = 64
	// filesPerRequest is how many descriptors a running request may need: the copy, its log, and a connection to the
	// source.
	filesPerRequest = 3
	// mostFiles is used if there is no limit of open files, or a greater one.
	mostFiles = 1 << 20
)

// Most returns how many connections clients may have: the setting, or what the limit of open files leaves. The
// error says which setting does not fit that limit.
func Most(setting, concurrent int) (int, error) {
	files, err := openFiles()
	if err != nil {
		return 0, err
	}
	reserve := fileReserve + filesPerRequest*concurrent
	switch free := files - reserve; {
	case setting > 0 && setting > free:
		return 0, fmt.Errorf("MAX_CONNECTIONS is %d, and the limit of open files %d, of which %d are needed for other things: lower MAX_CONNECTIONS or MAX_CONCURRENT, or raise the limit (ulimit -n, LimitNOFILE, --ulimit nofile)", setting, files, reserve)
	case setting > 0:
		return setting, nil
	case free < files/4:
		return 0, fmt.Errorf("the limit of open files is %d, of which MAX_CONCURRENT=%d may need %d: lower MAX_CONCURRENT, or raise the limit (ulimit -n, LimitNOFILE, --ulimit nofile)", files, concurrent, reserve)
	default:
		return min(free, mostConnections), nil
	}
}
