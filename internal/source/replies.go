package source

import (
	"encoding/binary"
	"fmt"
	"net"
	"reflect"
	"time"
	"unsafe"
)

const (
	// mostColumns is more than a server sends: MySQL and MariaDB allow 4,096 columns.
	mostColumns = 1<<16 - 1
	// mostOfPacket is how many bytes a packet can have. The next packet continues a full one.
	mostOfPacket = 1<<24 - 1
)

// replies looks at how the server's replies begin, before the driver does. A result begins with its number of columns,
// and the driver reserves memory for all of them at once. If that memory is not there, Go ends the program.
type replies struct {
	net.Conn
	line *line
	// looking is true from a command until its result or its error begins.
	looking bool
	// start has the header of a packet, and up to nine bytes of its content. skip is how many bytes of it follow.
	start []byte
	skip  int
}

// watchReplies puts replies and packets between the driver and its connection, which is TLS or the line itself. The
// driver has no place for that: it makes the TLS connection on its own. So this changes the driver's field, after the
// login, when nothing else uses it.
func watchReplies(conn driverConn, line *line, timeout time.Duration) (*packets, error) {
	field := reflect.ValueOf(conn).Elem().FieldByName("netConn")
	if !field.IsValid() || field.Type() != reflect.TypeFor[net.Conn]() {
		return nil, errUnknownDriver
	}
	inner := (*net.Conn)(unsafe.Pointer(field.UnsafeAddr()))
	p := &packets{Conn: *inner, line: line, timeout: timeout}
	*inner = &replies{Conn: p, line: line}
	return p, nil
}

// Write sends a command. The bytes that are read next are the beginning of its reply.
func (r *replies) Write(b []byte) (int, error) {
	r.looking, r.start, r.skip = true, r.start[:0], 0
	return r.Conn.Write(b)
}

// Read fails when a reply cannot be from a MySQL server.
func (r *replies) Read(b []byte) (int, error) {
	n, err := r.Conn.Read(b)
	if problem := r.look(b[:n]); problem != nil {
		r.line.failure = problem
		return 0, problem
	}
	return n, err
}

// look goes through the next bytes of a reply, up to its first packet that is not OK: another result may follow that.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html
func (r *replies) look(b []byte) error {
	for r.looking && len(b) > 0 {
		if r.skip > 0 {
			passed := min(r.skip, len(b))
			b, r.skip = b[passed:], r.skip-passed
			continue
		}
		r.start, b = append(r.start, b[0]), b[1:]
		if len(r.start) < 4 {
			continue
		}
		size := int(r.start[0]) | int(r.start[1])<<8 | int(r.start[2])<<16
		if size == mostOfPacket {
			return fmt.Errorf("%w: a reply that begins with a packet of 16 MiB", errProtocol)
		}
		content := r.start[4:]
		if len(content) < min(size, 9) {
			continue
		}
		if size > 0 && content[0] == 0 { // OK.
			r.skip, r.start = size-len(content), r.start[:0]
			continue
		}
		r.looking = false
		if n := columnCount(content); n > mostColumns {
			return fmt.Errorf("%w: a result with %d columns", errProtocol, n)
		}
	}
	return nil
}

// columnCount reads a number of columns. It returns 0 for an error, and for a packet that is cut short.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html
func columnCount(content []byte) uint64 {
	switch {
	case len(content) >= 4 && content[0] == 0xfd:
		return uint64(content[1]) | uint64(content[2])<<8 | uint64(content[3])<<16
	case len(content) >= 9 && content[0] == 0xfe:
		return binary.LittleEndian.Uint64(content[1:])
	}
	return 0
}
