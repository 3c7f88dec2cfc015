package source

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/go-sql-driver/mysql"
)

// connector makes connections for database/sql. Each one is guarded against panics of the driver, ready within the time
// limit, and has our session settings. It is safe for concurrent use.
type connector struct {
	config   *mysql.Config
	password func() (string, error)
	name     string
	// timeout bounds the time until the session is ready.
	timeout time.Duration
	// maxRow is about how many bytes a row may have.
	maxRow int64
}

// Driver implements driver.Connector.
func (c *connector) Driver() driver.Driver { return &mysql.MySQLDriver{} }

// Connect implements driver.Connector. Its errors are a *ConnectionError, or the context's.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	timed, stop := context.WithTimeout(ctx, c.timeout)
	defer stop()
	conn, err := c.connect(timed)
	if err == nil {
		err = setSession(timed, conn)
		if err == nil {
			conn.line.most = c.maxRow + c.maxRow/8 // TLS adds a little.
			return conn, nil
		}
		_ = conn.Close() // The first error says more.
	}
	if ctx.Err() == nil && timed.Err() != nil {
		return nil, &ConnectionError{
			Source: c.name, Transient: true, Err: fmt.Errorf("the server was not ready for queries within %s", c.timeout),
			Advice: "check SOURCE_HOST, SOURCE_PORT and the firewall, or raise SOURCE_CONNECT_TIMEOUT",
		}
	}
	return nil, connectionError(ctx, c.name, err)
}

// connect reaches the server and logs in. If that fails, or the driver panics, it closes the network connection.
func (c *connector) connect(ctx context.Context) (conn *guarded, err error) {
	config := c.config.Clone()
	if c.password != nil { // Asked for every connection, because a token in a file rotates.
		if config.Passwd, err = c.password(); err != nil {
			return nil, err
		}
	}
	conn = &guarded{}
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		line, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		conn.line = line
		return line, nil
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	if conn.driverConn, err = conn.login(ctx, connector, config.ReadTimeout); err != nil {
		conn.giveUp()
		return nil, err
	}
	return conn, nil
}

// errUnknownDriver says that this program knows another version of the driver.
var errUnknownDriver = errors.New("the driver's connections are not what they were")

// login connects. It is guarded too, because a server's first bytes can make the driver panic. timeout bounds each
// wait for the server's next bytes when rows are read.
func (g *guarded) login(ctx context.Context, connector driver.Connector, timeout time.Duration) (_ driverConn, err error) {
	defer g.check(&err)
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	known, ok := conn.(driverConn)
	if !ok {
		return nil, errUnknownDriver
	}
	g.packets, err = watchReplies(known, g.line, timeout)
	return known, err
}
