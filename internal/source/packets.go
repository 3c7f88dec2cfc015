package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	// packetHeader is the size of a packet's header: three bytes for its length, and its number.
	packetHeader = 4
	// packetBuffer is how much is read at once. TLS gives 16 KiB at most.
	packetBuffer = 64 << 10
	// keepPacket is how much memory is kept for the next row at most.
	keepPacket = 1 << 20
)

// packets reads the rows of a result in the driver's place, from the driver's own connection. The driver makes a
// value of its own for each value of a row; that was half of what a refresh took of the processor. It still logs in,
// encrypts, asks, and reads the columns and how the result ends.
//
// Between hold and the next command, the driver gets one packet at a time, so that its buffer is empty when it has
// read the columns. Then row returns the rows. The packet behind them is left for the driver.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
type packets struct {
	net.Conn
	line *line
	// timeout bounds each wait for the server's next bytes; 0 means no limit.
	timeout time.Duration
	// held is true after hold, and holding from the command that follows.
	held, holding bool
	// buf[from:to] was read and not yet passed on.
	buf      []byte
	from, to int
	// left is how many bytes of its current packet the driver has not got yet.
	left int
	// expected is the number that the driver expects of the next packet, and next the number that the server gives it.
	expected, next byte
	// joined is a row of several packets.
	joined []byte
}

// hold lets row read the rows of the next query.
func (p *packets) hold() { p.held = true }

// Write sends a command of the driver. The rows before it are read, so their memory is given back.
func (p *packets) Write(b []byte) (int, error) {
	p.holding, p.held, p.left = p.held, false, 0
	if p.from == p.to {
		p.buf, p.joined, p.from, p.to = nil, nil, 0, 0
	}
	return p.Conn.Write(b)
}

// Read reads for the driver, which has set the time limit.
func (p *packets) Read(b []byte) (int, error) {
	if !p.holding {
		if p.from == p.to {
			return p.Conn.Read(b)
		}
		n := copy(b, p.buf[p.from:p.to])
		p.from += n
		return n, nil
	}
	if p.left == 0 {
		if err := p.fill(packetHeader); err != nil {
			return 0, err
		}
		p.left = packetHeader + p.size()
		p.next = p.buf[p.from+3] + 1
		p.expected = p.next
	}
	if err := p.fill(1); err != nil {
		return 0, err
	}
	n := copy(b, p.buf[p.from:min(p.to, p.from+p.left)])
	p.from, p.left = p.from+n, p.left-n
	return n, nil
}

// size returns the length of the packet whose header comes next in the buffer.
func (p *packets) size() int {
	header := p.buf[p.from:]
	return int(header[0]) | int(header[1])<<8 | int(header[2])<<16
}

// fill reads until there are so many bytes.
func (p *packets) fill(need int) error {
	for p.to-p.from < need {
		if err := p.more(need); err != nil {
			return err
		}
	}
	return nil
}

// more reads what there is, and makes room for it first: for need bytes in all.
func (p *packets) more(need int) error {
	waiting := p.buf[p.from:p.to]
	size := max(packetBuffer, need)
	if size > len(p.buf) || len(p.buf) > keepPacket && size <= keepPacket {
		p.buf = make([]byte, size)
	}
	p.from, p.to = 0, copy(p.buf, waiting)
	n, err := p.Conn.Read(p.buf[p.to:])
	p.to += n
	if n > 0 {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// row returns the content of the next row, which is valid until the next call. io.EOF means that the next packet is
// not a row, so that the driver must read it. Other errors are of the connection, which must then be closed.
func (p *packets) row() ([]byte, error) {
	if p.joined = p.joined[:0]; cap(p.joined) > keepPacket {
		p.joined = nil
	}
	for {
		part, full, err := p.packet()
		switch {
		case err != nil:
			return nil, err
		case len(p.joined) == 0 && !full:
			return part, nil
		}
		if p.joined = append(p.joined, part...); !full {
			return p.joined, nil
		}
	}
}

// packet returns the content of the next packet of a row. full means that the next one continues it.
func (p *packets) packet() (content []byte, full bool, err error) {
	if p.to-p.from < packetHeader {
		if err := p.wait(packetHeader); err != nil {
			return nil, false, err
		}
	}
	size, begins := p.size(), len(p.joined) == 0
	if got := p.buf[p.from+3]; got != p.next {
		return nil, false, fmt.Errorf("%w: packet %d of a result came instead of packet %d", errProtocol, got, p.next)
	}
	if begins && size == 0 {
		return nil, false, fmt.Errorf("%w: an empty packet", errProtocol)
	}
	if int64(len(p.joined)+size) > p.line.most {
		return nil, false, errTooLarge
	}
	if p.to-p.from < packetHeader+size {
		if err := p.wait(packetHeader + size); err != nil {
			return nil, false, err
		}
	}
	content = p.buf[p.from+packetHeader : p.from+packetHeader+size]
	if begins && endsRows(content) {
		p.buf[p.from+3] = p.expected // The driver knows nothing of the packets before.
		return nil, false, io.EOF
	}
	p.from += packetHeader + size
	p.next++
	return content, size == mostOfPacket, nil
}

// endsRows reports whether a packet is the end of the rows, or an error in their place. A row begins with such a byte
// only if its first value has 16 MiB, and then its packet is full.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html
func endsRows(content []byte) bool {
	return content[0] == 0xff || content[0] == 0xfe && len(content) < mostOfPacket
}

// wait is fill for row: with the time limit, and without the line's limit, because packet looks at the row's size.
func (p *packets) wait(need int) error {
	for p.to-p.from < need {
		if p.timeout > 0 {
			if err := p.SetReadDeadline(time.Now().Add(p.timeout)); err != nil {
				return lost(err)
			}
		}
		p.line.begin()
		if err := p.more(need); err != nil {
			return lost(err)
		}
	}
	return nil
}

// lost is the error of a connection that broke.
func lost(err error) error { return fmt.Errorf("%w: %w", mysql.ErrInvalidConn, err) }

var errRow = fmt.Errorf("%w: a row with other values than columns", errProtocol)

// cutValue returns the first value of a row, and what follows it. null means that the value is NULL.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html
func cutValue(row []byte) (value, rest []byte, null bool, err error) {
	if len(row) == 0 {
		return nil, nil, false, errRow
	}
	size, from := uint64(row[0]), 1
	switch {
	case size < 0xfb:
	case size == 0xfb:
		return nil, row[1:], true, nil
	case size == 0xfc && len(row) > 2:
		size, from = uint64(binary.LittleEndian.Uint16(row[1:])), 3
	case size == 0xfd && len(row) > 3:
		size, from = uint64(row[1])|uint64(row[2])<<8|uint64(row[3])<<16, 4
	case size == 0xfe && len(row) > 8:
		size, from = binary.LittleEndian.Uint64(row[1:]), 9
	default:
		return nil, nil, false, errRow
	}
	if size > uint64(len(row)-from) {
		return nil, nil, false, errRow
	}
	end := from + int(size)
	return row[from:end:end], row[end:], false, nil
}
