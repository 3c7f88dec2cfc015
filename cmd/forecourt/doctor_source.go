package main

import (
	"context"
	"strings"
	"time"

	"forecourt/internal/source"
)

// pinged is one server, or the file that is the source.
type pinged interface {
	Ping(ctx context.Context) (source.Server, error)
}

// addresses names the servers.
func (c *doctorCommand) addresses() string {
	servers, err := c.Servers()
	if err != nil {
		return c.Host
	}
	texts := make([]string, len(servers))
	for i, server := range servers {
		texts[i] = server.String()
	}
	return strings.Join(texts, ",")
}

// checkServers looks at each server of the source, and reports whether one answers.
func (c *doctorCommand) checkServers(d *diagnosis, from openedSource) bool {
	cluster, ok := from.(*source.Cluster)
	if !ok {
		_, reached := c.checkServer(d, "", from.(pinged))
		return reached
	}
	members := cluster.Members()
	if len(members) == 1 {
		_, reached := c.checkServer(d, "", members[0])
		return reached
	}
	var newest source.Position
	reached := make([]bool, len(members))
	one := false
	for i, member := range members {
		var server source.Server
		if server, reached[i] = c.checkServer(d, member.Host()+": ", member); reached[i] {
			one, newest = true, newest.Join(server.Position)
		}
	}
	for i, member := range members {
		if reached[i] {
			c.checkMember(d, member, newest)
		}
	}
	return one
}

// checkServer looks at one server; name comes before what is said of it.
func (c *doctorCommand) checkServer(d *diagnosis, name string, from pinged) (server source.Server, reached bool) {
	begin := d.now()
	server, err := from.Ping(d.ctx)
	if err != nil {
		d.fail("source", err)
		return server, false
	}
	part := ""
	if c.Type == "mysql" {
		part = ", " + server.Describe()
	}
	d.ok("source", "%sreached in %s: %s%s", name, d.now().Sub(begin).Round(time.Millisecond), server.Version, part)
	if skew := d.now().Sub(server.Now).Abs(); skew > time.Minute {
		d.note("source", "%sits clock differs from this machine's by %s: ages in `forecourt status` are off by that", name, skew.Round(time.Second))
	}
	if c.Type == "mysql" {
		c.checkTLS(d, name, server)
	}
	if name == "" {
		return server, true
	}
	if server.Problem != "" {
		d.note("source", "%sit is passed over while there are others: %s", name, server.Problem)
	}
	for _, unseen := range server.Unseen {
		d.note("source", "%s%s", name, "this cannot be checked: "+unseen)
	}
	return server, true
}

// checkMember compares what a server has with what the others have.
func (c *doctorCommand) checkMember(d *diagnosis, member *source.MySQL, newest source.Position) {
	lacks, known, err := member.Missing(d.ctx, newest)
	switch {
	case err != nil:
		d.fail("source", err)
	case !known:
		d.note("source", "%s: it has no GTIDs to compare with the others: after another server, its rows are compared with those that the copy had", member.Host())
	case lacks > 0:
		d.note("source", "%s: it lags: %s changes of the others are missing", member.Host(), number(lacks))
	default:
		d.ok("source", "%s: it has all changes of the others", member.Host())
	}
}

// checkTLS says how the connection is protected. If the mode required more, the driver would have refused it.
func (c *doctorCommand) checkTLS(d *diagnosis, name string, server source.Server) {
	const verify = "set SOURCE_SSL_MODE=verify-identity, or verify-ca with SOURCE_SSL_CA"
	switch {
	case server.TLS == "":
		d.note("tls", "%s%s: the connection is not encrypted: whoever is on the way can read and change the rows, and gets at the password, and a byte that a fault changes is copied as it comes; "+
			"%s", name, c.Mode(), verify)
	case c.Mode() == string(source.Preferred), c.Mode() == string(source.Required):
		d.note("tls", "%s%s: encrypted with %s, but the server is not verified: whoever answers in its place gets the password, and sends what he likes; %s",
			name, c.Mode(), server.TLS, verify)
	default:
		d.ok("tls", "%s%s: encrypted with %s; the server's certificate is verified", name, c.Mode(), server.TLS)
	}
}
