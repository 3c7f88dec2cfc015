// Package fakemysql is a server that speaks MySQL's protocol inside the test's process, and breaks it where a test
// wants that.
package fakemysql

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Server is configured before it starts. By default it has one table, v, with the column id and one row.
type Server struct {
	// Answer may answer a statement in place of the server. It returns false to leave the answer to the server.
	Answer func(query string) (Reply, bool)
	// TLS, if set, is offered to clients, and used with those that want it.
	TLS *tls.Config
	// Greeting, if set, is sent in place of the server's own.
	Greeting []byte
	// Sticky are variables that keep their value whatever a client sets.
	Sticky map[string]string
	// Lacks are variables that the server does not have.
	Lacks []string

	sent  atomic.Int64
	clock atomic.Int64
}

// Reply is a list of packets. An empty reply leaves the client waiting. A nil packet leaves out a packet's number.
type Reply [][]byte

// Cut, as a packet, closes the connection.
var Cut = []byte("cut")

// Silence is a reply that never comes.
var Silence = Reply{}

// OK is the answer to a statement without rows.
func OK() Reply { return Reply{{0, 0, 0, 2, 0, 0, 0}} }

// OKAndMore is OK, and says that another result follows.
func OKAndMore() Reply { return Reply{{0, 0, 0, 0x0a, 0, 0, 0}} }

// Columns is the beginning of a result with so many columns.
func Columns(n uint64) Reply { return Reply{appendNumber(nil, n)} }

// Error is the server's refusal of a statement.
func Error(number uint16, message string) Reply {
	packet := append([]byte{0xff}, byte(number), byte(number>>8))
	return Reply{append(packet, "#HY000"+message...)}
}

// Rows is a result with columns of text.
func Rows(columns []string, rows ...[]string) Reply {
	eof := []byte{0xfe, 0, 0, 2, 0}
	reply := Columns(uint64(len(columns)))
	for _, name := range columns {
		reply = append(reply, Column(name))
	}
	reply = append(reply, eof)
	for _, row := range rows {
		var packet []byte
		for _, value := range row {
			packet = appendText(packet, value)
		}
		reply = append(reply, packet)
	}
	return append(reply, eof)
}

// Column is the definition of a text column.
func Column(name string) []byte {
	packet := appendText(nil, "def")
	for _, text := range []string{"d", "v", "v", name, name} {
		packet = appendText(packet, text)
	}
	return append(packet, 12, 45, 0, 0, 1, 0, 0, 0xfd, 0, 0, 0, 0, 0) // utf8mb4, 256 bytes, VAR_STRING.
}

func appendText(packet []byte, text string) []byte {
	return append(appendNumber(packet, uint64(len(text))), text...)
}

func appendNumber(packet []byte, n uint64) []byte {
	switch {
	case n < 251:
		return append(packet, byte(n))
	case n < 1<<24:
		return append(packet, 0xfd, byte(n), byte(n>>8), byte(n>>16))
	}
	return binary.LittleEndian.AppendUint64(append(packet, 0xfe), n)
}

// Sent returns how many bytes the server was able to send.
func (s *Server) Sent() int64 { return s.sent.Load() }

// Start listens on 127.0.0.1 until the test ends, and returns the port.
func (s *Server) Start(tb testing.TB) (port int) {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var lines sync.WaitGroup
	lines.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			lines.Go(func() { s.serve(ctx, conn) })
		}
	})
	tb.Cleanup(func() {
		stop()
		if err := listener.Close(); err != nil {
			tb.Error(err)
		}
		lines.Wait()
	})
	return listener.Addr().(*net.TCPAddr).Port
}

// line is the connection of one client.
type line struct {
	net.Conn
	server    *Server
	sequence  byte
	variables map[string]string
}

func (s *Server) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // Closing ends the reads below.
	l := &line{Conn: conn, server: s, variables: defaults()}
	for _, name := range s.Lacks {
		delete(l.variables, name)
	}
	if l.login() != nil {
		return
	}
	for {
		command, err := l.receive()
		if err != nil || len(command) == 0 || command[0] == 1 { // COM_QUIT
			return
		}
		for _, packet := range l.answer(string(command[1:])) {
			switch {
			case packet == nil:
				l.sequence++
			case len(packet) > 0 && &packet[0] == &Cut[0], l.send(packet) != nil:
				return
			}
		}
	}
}

// login lets every client in.
func (l *line) login() error {
	greeting := l.server.Greeting
	if greeting == nil {
		greeting = hello(l.server.TLS != nil)
	}
	if err := l.send(greeting); err != nil {
		return err
	}
	answer, err := l.receive()
	if err != nil {
		return err
	}
	if l.server.TLS != nil && len(answer) == 32 { // The client asks for TLS, and logs in over that.
		l.Conn = tls.Server(l.Conn, l.server.TLS)
		if _, err := l.receive(); err != nil {
			return err
		}
	}
	return l.send(OK()[0])
}

// hello is the greeting of protocol 10 with mysql_native_password.
func hello(offersTLS bool) []byte {
	capabilities := byte(0xa2)
	if offersTLS {
		capabilities |= 0x08
	}
	greeting := append([]byte("\x0a9.9.9-fake\x00\x01\x00\x00\x0012345678\x00\x08"), capabilities)
	return append(greeting, "\x2d\x02\x00\x08\x00\x15"+strings.Repeat("\x00", 10)+"123456789012\x00mysql_native_password\x00"...)
}

func (l *line) send(payload []byte) error {
	for {
		part := payload[:min(len(payload), 1<<24-1)]
		header := []byte{byte(len(part)), byte(len(part) >> 8), byte(len(part) >> 16), l.sequence}
		l.sequence++
		for _, bytes := range [][]byte{header, part} {
			n, err := l.Write(bytes)
			l.server.sent.Add(int64(n))
			if err != nil {
				return err
			}
		}
		payload = payload[len(part):]
		if len(part) < 1<<24-1 {
			return nil
		}
	}
}

func (l *line) receive() ([]byte, error) {
	header := make([]byte, 4)
	if _, err := io.ReadFull(l, header); err != nil {
		return nil, err
	}
	l.sequence = header[3] + 1
	size := int(header[0]) | int(header[1])<<8 | int(header[2])<<16
	if size > 1<<20 {
		return nil, errors.New("a client's packet is too large")
	}
	payload := make([]byte, size)
	_, err := io.ReadFull(l, payload)
	return payload, err
}

func (l *line) answer(query string) Reply {
	if l.server.Answer != nil {
		if reply, ok := l.server.Answer(query); ok {
			return reply
		}
	}
	switch {
	case strings.HasPrefix(query, "SET SESSION"):
		l.set(query)
		return OK()
	case strings.HasPrefix(query, "SHOW SESSION VARIABLES"):
		return l.show(l.variables, l.server.Sticky)
	case strings.HasPrefix(query, "SHOW GLOBAL VARIABLES"):
		return l.show(defaults(), nil)
	case strings.HasPrefix(query, "SHOW FULL COLUMNS"):
		return Rows([]string{"Field", "Type", "Collation", "Null", "Key", "Default", "Extra", "Privileges", "Comment"}, []string{"id", "varchar(9)", "", "NO", "", "", "", "", ""})
	case strings.HasPrefix(query, "SHOW SESSION STATUS"):
		return Rows([]string{"Variable_name", "Value"}, []string{"Ssl_version", ""})
	case strings.Contains(query, "VERSION()"):
		return Rows([]string{"version", "clock"}, []string{"9.9.9-fake", "2026-01-02 03:04:05.000000"})
	case strings.Contains(query, "COUNT(*)"):
		return Rows([]string{"n"}, []string{"1"})
	case strings.HasPrefix(query, "SELECT"):
		return Rows([]string{"id"}, []string{"a"})
	}
	return OK()
}

func (l *line) set(query string) {
	query, _, _ = strings.Cut(query, "/*") // Such comments are for other servers.
	for assignment := range strings.SplitSeq(strings.TrimPrefix(query, "SET "), ", ") {
		name, value, _ := strings.Cut(strings.TrimPrefix(assignment, "SESSION "), " = ")
		if value = strings.Trim(value, "'"); value == "DEFAULT" {
			value = defaults()[name]
		}
		l.variables[name] = value
	}
}

func (l *line) show(have, sticky map[string]string) Reply {
	var rows [][]string
	for name, value := range have {
		if name == "timestamp" {
			value = strconv.FormatInt(l.server.clock.Add(1), 10)
		}
		if kept, ok := sticky[name]; ok {
			value = kept
		}
		rows = append(rows, []string{name, value})
	}
	return Rows([]string{"Variable_name", "Value"}, rows...)
}

func defaults() map[string]string {
	return map[string]string{
		"character_set_client": "utf8mb4", "character_set_results": "utf8mb4", "character_set_connection": "utf8mb4",
		"time_zone": "SYSTEM", "sql_mode": "STRICT_TRANS_TABLES", "sql_select_limit": "18446744073709551615",
		"div_precision_increment": "4", "timestamp": "1",
	}
}
