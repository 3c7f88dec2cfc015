package api

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"forecourt/api/problem"
)

// hosts are the Host headers that an address is made of: a name or an IP address, and a port.
var hosts = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

// base is the address at which a request has asked, "" if it does not say. PublicURL wins.
func (s *server) base(r *http.Request) string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if s.TrustForwarded {
		if forwarded := firstOf(r.Header.Get("X-Forwarded-Proto")); forwarded == "https" || forwarded == "http" {
			scheme = forwarded
		}
		if forwarded := firstOf(r.Header.Get("X-Forwarded-Host")); forwarded != "" {
			host = forwarded
		}
	}
	if !hosts.MatchString(host) {
		return ""
	}
	return scheme + "://" + host
}

// baseKey is the type of the value by which the context of a tool's call has the address at which it was asked.
type baseKey struct{}

// firstOf returns the first of the values that proxies have joined: that of the client's own request.
func firstOf(header string) string {
	first, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(first)
}

// baseOf returns the address at which the request of a tool's call has asked, or the public one.
func (s *server) baseOf(ctx context.Context) string {
	if base, ok := ctx.Value(baseKey{}).(string); ok {
		return base
	}
	return strings.TrimSuffix(s.PublicURL, "/")
}

// own refuses requests for names that are not this server's, and from pages that nobody allowed: the protocol wants
// both (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning), because a page
// that has bound its own name to this server's address would be a client like any other.
func (s *server) own(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		base := s.base(r)
		if !s.ownHost(r.Host) {
			problem.New(http.StatusForbidden, "This server does not know itself by the name in Host: the operator sets PUBLIC_URL or ALLOWED_HOSTS.").Write(w)
			return
		}
		if values := r.Header.Values("Origin"); len(values) > 1 || len(values) == 1 && !s.allowedOrigin(values[0], r.Host, base) {
			problem.New(http.StatusForbidden, "Pages of this Origin may not ask here: the operator sets ALLOWED_ORIGINS.").Write(w)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), baseKey{}, base)))
	})
}

// ownHost tells whether a Host header names this server. Nobody can bind an IP address, localhost or a name without a
// dot to another machine.
func (s *server) ownHost(host string) bool {
	name := strings.ToLower((&url.URL{Host: host}).Hostname())
	if net.ParseIP(name) != nil || !strings.Contains(name, ".") || strings.HasSuffix(name, ".localhost") {
		return true
	}
	if u, err := url.Parse(s.PublicURL); err == nil && strings.EqualFold(u.Hostname(), name) {
		return true
	}
	return slices.ContainsFunc(s.AllowedHosts, func(allowed string) bool {
		return strings.EqualFold(allowed, name) || strings.EqualFold(allowed, host)
	})
}

// allowedOrigin tells whether pages of an origin may ask: those of this server, and those of the setting.
func (s *server) allowedOrigin(origin, host, base string) bool {
	if slices.ContainsFunc(s.AllowedOrigins, func(allowed string) bool {
		return strings.EqualFold(strings.TrimSuffix(allowed, "/"), origin)
	}) {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return false
	}
	own, err := url.Parse(base)
	return strings.EqualFold(u.Host, host) || err == nil && strings.EqualFold(u.Scheme+"://"+u.Host, own.Scheme+"://"+own.Host)
}
