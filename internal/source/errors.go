package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/go-sql-driver/mysql"
)

// ConnectionError says that the source could not be reached, was lost, or refused the connection.
type ConnectionError struct {
	// Source names the server or the file.
	Source string
	// Advice says what to do.
	Advice string
	// Transient means that another attempt may succeed.
	Transient bool
	// Err is the driver's own error.
	Err error
}

// Error returns what happened, then what to do.
func (e *ConnectionError) Error() string {
	return fmt.Sprintf("source %s: %v: %s", e.Source, e.Err, e.Advice)
}

// Unwrap returns the driver's error.
func (e *ConnectionError) Unwrap() error { return e.Err }

// ViewError says that a view is missing, or has a column that cannot be copied exactly.
type ViewError struct {
	View    string
	Problem string
}

// Error returns the view and its problem, with what to do.
func (e *ViewError) Error() string { return fmt.Sprintf("view %s: %s", e.View, e.Problem) }

// ValueError says that one value cannot be copied exactly.
type ValueError struct {
	View   string
	Column string
	// Row is the row's position in the snapshot, counted from 1.
	Row     int64
	Problem string
}

// Error says where the value is, and what is wrong with it.
func (e *ValueError) Error() string {
	return fmt.Sprintf("view %s: row %d, column %s: %s", e.View, e.Row, e.Column, e.Problem)
}

// BehindError says that no server could be read, because those that answered have not made all changes that the copy
// has.
type BehindError struct {
	// Host is the one server whose rows were found to be older, "" if all servers were tried.
	Host string
	// Problem says of each server why it was not read.
	Problem string
}

// Error gives the reasons, and what to do.
func (e *BehindError) Error() string {
	return e.Problem + ": the copy stays as it is, and does not go back in time; it is tried again with the next run. " +
		"If the server with the newer rows is gone for good, run `forecourt sync --allow-older`"
}

// passedOver says why one of several servers is not read now.
type passedOver struct {
	host, problem string
	// behind means that the server lacks changes that the copy has.
	behind bool
}

func (e *passedOver) Error() string { return e.host + ": " + e.problem }

// The MySQL errors for which there is advice
// (https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html).
var mysqlAdvice = map[uint16]struct {
	advice    string
	transient bool
}{
	1040: {"the server has no connection free: it is tried again; raise max_connections if it stays so", true},
	1044: {"grant the user SELECT on this database, or set SOURCE_DATABASE to another one", false},
	1045: {"check SOURCE_USER and SOURCE_PASSWORD (or SOURCE_PASSWORD_FILE)", false},
	1049: {"check SOURCE_DATABASE: the server has no database of this name", false},
	1047: {"the server has lost its cluster, or waits for its rows: it is tried again", true},
	1053: {"the server is shutting down", true},
	1130: {"this server does not accept this machine: allow its address in the server's firewall or user grants", false},
	1142: {"grant the user SELECT on the view: GRANT SELECT ON <database>.<view> TO <user>", false},
	1143: {"grant the user SELECT on the view's columns: GRANT SELECT ON <database>.<view> TO <user>", false},
	1203: {"the user has too many connections open", true},
	1205: {"the server waited too long for a lock", true},
	1213: {"the server broke a deadlock", true},
	1226: {"the user has used up a limit of the server (MAX_USER_CONNECTIONS and the like)", true},
	1317: {"the query was interrupted on the server", true},
	1356: {"the view is broken on the server: a table or column that it uses is gone; repair the view", false},
	1412: {"the view changed while it was read", true},
	1698: {"check SOURCE_USER and SOURCE_PASSWORD (or SOURCE_PASSWORD_FILE)", false},
	1820: {"the user's password has expired: set a new one on the server", false},
	1927: {"the connection was killed on the server", true},
	1969: {"the query took longer than the server's max_statement_time", true},
	3024: {"the query took longer than the server's max_execution_time", true},
	3159: {"the server wants TLS: set SOURCE_SSL_MODE to verify-identity or verify-ca", false},
	3118: {"the account is locked on the server", false},
	3169: {"the session was killed on the server", true},
	4031: {"the server closed an idle connection", true},
}

// MySQL's ER_NO_SUCH_TABLE and ER_TABLEACCESS_DENIED_ERROR.
const (
	errNoSuchTable = 1146
	errDenied      = 1142
)

// connectionError turns a driver's error into a *ConnectionError. Errors of the context are returned unchanged.
func connectionError(ctx context.Context, source string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if known := new(ConnectionError); errors.As(err, &known) {
		return err
	}
	advice, transient := adviceFor(err)
	return &ConnectionError{Source: source, Advice: advice, Transient: transient, Err: err}
}

func adviceFor(err error) (advice string, transient bool) {
	if server := new(mysql.MySQLError); errors.As(err, &server) {
		if known, ok := mysqlAdvice[server.Number]; ok {
			return known.advice, known.transient
		}
		return "this is the server's own error; its manual lists the number", false
	}
	if errors.As(err, new(*SessionError)) {
		return "what stands between (a proxy, a pooler) must leave the session's variables alone: read from the server itself", false
	}
	if advice := tlsAdvice(err); advice != "" {
		return advice, false
	}
	var (
		dns     *net.DNSError
		timeout net.Error
		network *net.OpError
	)
	switch {
	case errors.Is(err, errTooLarge):
		return "raise SOURCE_MAX_ROW_MB if the view's rows are that large, at several times its memory, or leave the large column out of the view", false
	case errors.Is(err, errProtocol):
		return "check SOURCE_HOST and SOURCE_PORT: this is not a MySQL server, or one that must not be trusted", true
	case errors.As(err, &dns) && dns.IsNotFound:
		return "check SOURCE_HOST: no such host name is known", false
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return "no answer in time: check SOURCE_HOST, SOURCE_PORT and the firewall, or raise SOURCE_READ_TIMEOUT if the view is slow", true
	case errors.As(err, &network) && network.Op == "dial":
		return "nothing answers there: check SOURCE_HOST and SOURCE_PORT, and that the server runs", true
	case errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, driver.ErrBadConn), errors.As(err, &network):
		return "the connection was lost, or the server was silent for longer than SOURCE_READ_TIMEOUT: raise that if the view is slow", true
	case errors.Is(err, mysql.ErrMalformPkt), errors.Is(err, mysql.ErrPktSync), errors.Is(err, mysql.ErrBusyBuffer):
		return "the connection was disturbed: is this a MySQL server?", true
	}
	return "check the SOURCE_ settings; `forecourt doctor` looks at them one by one", false
}

func tlsAdvice(err error) string {
	var (
		host      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
		verify    *tls.CertificateVerificationError
	)
	switch {
	case errors.Is(err, mysql.ErrNoTLS):
		return "the server does not offer TLS: turn it on there; SOURCE_SSL_MODE=disabled reads without it, and then whoever is on the way can read and change the rows, and gets at the password"
	case errors.As(err, &host):
		return "the certificate is for another host: set SOURCE_HOST to a name it holds; SOURCE_SSL_MODE=verify-ca does not compare the name"
	case errors.As(err, &authority):
		return "the certificate is signed by an unknown authority: set SOURCE_SSL_CA to a PEM file with the authority's certificate"
	case errors.As(err, &invalid), errors.As(err, &verify):
		return "the server's certificate is not valid: renew it, or check the clock of this machine"
	case errors.As(err, &record):
		return "the server did not answer with TLS: check SOURCE_PORT"
	}
	return ""
}
