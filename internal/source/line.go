package source

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"
)

const (
	// greetingBytes bounds what a server may send until the session is ready.
	greetingBytes = 4 << 20
	// defaultMaxRow is the most that one row may take: MySQL's own clients accept 16 MiB, its servers send 64 MiB.
	defaultMaxRow = 128 << 20
)

// errTooLarge says that the server sent more at once than is accepted.
var errTooLarge = errors.New("the server sent more bytes for one row than SOURCE_MAX_ROW_MB allows")

// line is the connection below the driver, and below its TLS. It bounds what a call of the driver reads: the driver collects
// a whole row in memory before it looks at it.
type line struct {
	net.Conn
	// most is what one call may read, left what is left of it.
	most, left int64
	// failure is errTooLarge once that has happened.
	failure error
}

// dial connects within the driver's context.
func dial(ctx context.Context, network, address string) (*line, error) {
	dialer := net.Dialer{KeepAlive: 15 * time.Second}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &line{Conn: conn, most: greetingBytes, left: greetingBytes}, nil
}

// begin begins a call.
func (l *line) begin() { l.left = l.most }

// Read reads what the call may still read.
func (l *line) Read(b []byte) (int, error) {
	if l.left <= 0 {
		l.failure = errTooLarge
		return 0, l.failure
	}
	n, err := l.Conn.Read(b)
	l.left -= int64(n)
	return n, err
}

// SyscallConn lets the driver see that the server has closed an idle connection.
func (l *line) SyscallConn() (syscall.RawConn, error) {
	if conn, ok := l.Conn.(syscall.Conn); ok {
		return conn.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}
