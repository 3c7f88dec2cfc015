package source

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"
)

const (
	// greetingBytes bounds what a server may send before the session is ready.
	greetingBytes = 4 << 20
	// defaultMaxRow bounds one row. MySQL's own clients accept 16 MiB, and its servers send up to 64 MiB.
	defaultMaxRow = 128 << 20
)

// errTooLarge says that the server sent more bytes for one row than the limit allows.
var errTooLarge = errors.New("the server sent more bytes for one row than SOURCE_MAX_ROW_MB allows")

// line is the network connection below the driver and its TLS. It bounds how much one call of the driver may read,
// because the driver collects a whole row in memory before it looks at it.
type line struct {
	net.Conn
	// most is how many bytes one call may read, and left how many of them are still allowed.
	most, left int64
	// failure is errTooLarge once the limit was passed, or what replies found.
	failure error
}

// dial connects; the driver's context bounds the time.
func dial(ctx context.Context, network, address string) (*line, error) {
	dialer := net.Dialer{KeepAlive: 15 * time.Second}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &line{Conn: conn, most: greetingBytes, left: greetingBytes}, nil
}

// begin starts a call, which may read the full amount again.
func (l *line) begin() { l.left = l.most }

// Read reads no more than the call is still allowed.
func (l *line) Read(b []byte) (int, error) {
	if l.left <= 0 {
		l.failure = errTooLarge
		return 0, l.failure
	}
	n, err := l.Conn.Read(b)
	l.left -= int64(n)
	return n, err
}

// SyscallConn lets the driver notice that the server has closed an idle connection.
func (l *line) SyscallConn() (syscall.RawConn, error) {
	if conn, ok := l.Conn.(syscall.Conn); ok {
		return conn.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}
