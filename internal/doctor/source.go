package doctor

import (
	"context"
	"time"

	"forecourt/internal/source"
	"forecourt/internal/terminal"
)

// pinged is one server, or the file that is the source.
type pinged interface {
	Ping(ctx context.Context) (source.Server, error)
}

// checkServers looks at each server of the source, and reports whether one answers.
func (d *Doctor) checkServers(ctx context.Context, from Source) bool {
	cluster, ok := from.(*source.Cluster)
	if !ok {
		_, reached := d.checkServer(ctx, "", from.(pinged))
		return reached
	}
	members := cluster.Members()
	if len(members) == 1 {
		_, reached := d.checkServer(ctx, "", members[0])
		return reached
	}
	var newest source.Position
	reached := make([]bool, len(members))
	one := false
	for i, member := range members {
		var server source.Server
		if server, reached[i] = d.checkServer(ctx, member.Host()+": ", member); reached[i] {
			one, newest = true, newest.Join(server.Position)
		}
	}
	for i, member := range members {
		if reached[i] {
			d.checkMember(ctx, member, newest)
		}
	}
	return one
}

// checkServer looks at one server; name comes before what is said of it.
func (d *Doctor) checkServer(ctx context.Context, name string, from pinged) (server source.Server, reached bool) {
	begin := d.Now()
	server, err := from.Ping(ctx)
	if err != nil {
		d.Fail("source", err)
		return server, false
	}
	part := ""
	if d.SSLMode != "" {
		part = ", " + server.Describe()
	}
	d.OK("source", "%sreached in %s: %s%s", name, d.Now().Sub(begin).Round(time.Millisecond), server.Version, part)
	if skew := d.Now().Sub(server.Now).Abs(); skew > time.Minute {
		d.Note("source", "%sits clock differs from this machine's by %s: ages in `forecourt status` are off by that", name, skew.Round(time.Second))
	}
	if d.SSLMode != "" {
		d.checkTLS(name, server)
	}
	if name == "" {
		return server, true
	}
	if server.Problem != "" {
		d.Note("source", "%sit is passed over while there are others: %s", name, server.Problem)
	}
	for _, unseen := range server.Unseen {
		d.Note("source", "%s%s", name, "this cannot be checked: "+unseen)
	}
	return server, true
}

// checkMember compares what a server has with what the others have.
func (d *Doctor) checkMember(ctx context.Context, member *source.MySQL, newest source.Position) {
	lacks, known, err := member.Missing(ctx, newest)
	switch {
	case err != nil:
		d.Fail("source", err)
	case !known:
		d.Note("source", "%s: it has no GTIDs to compare with the others: after another server, its rows are compared with those that the copy had", member.Host())
	case lacks > 0:
		d.Note("source", "%s: it lags: %s changes of the others are missing", member.Host(), terminal.Number(lacks))
	default:
		d.OK("source", "%s: it has all changes of the others", member.Host())
	}
}

// checkTLS says how the connection is protected. If the mode required more, the driver would have refused it.
func (d *Doctor) checkTLS(name string, server source.Server) {
	const verify = "set SOURCE_SSL_MODE=verify-identity, or verify-ca with SOURCE_SSL_CA"
	switch {
	case server.TLS == "":
		d.Note("tls", "%s%s: the connection is not encrypted: whoever is on the way can read and change the rows, and gets at the password, and a byte that a fault changes is copied as it comes; "+
			"%s", name, d.SSLMode, verify)
	case d.SSLMode == string(source.Preferred), d.SSLMode == string(source.Required):
		d.Note("tls", "%s%s: encrypted with %s, but the server is not verified: whoever answers in its place gets the password, and sends what he likes; %s",
			name, d.SSLMode, server.TLS, verify)
	default:
		d.OK("tls", "%s%s: encrypted with %s; the server's certificate is verified", name, d.SSLMode, server.TLS)
	}
}
