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

// hosts matches the Host headers that may become part of an address: a name or an IP address, and perhaps a port.
var hosts = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

// base returns the address that a request was sent to, "" if it cannot be told. PublicURL takes precedence.
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

// baseKey finds the address that a tool's call was sent to in its context.
type baseKey struct{}

// firstOf returns the first of the values that proxies have joined: it belongs to the client's own request.
func firstOf(header string) string {
	first, _, _ := strings.Cut(header, ",")
	return strings.TrimSpace(first)
}

// baseOf returns the address that a tool's call was sent to, otherwise the public one.
func (s *server) baseOf(ctx context.Context) string {
	if base, ok := ctx.Value(baseKey{}).(string); ok {
		return base
	}
	return strings.TrimSuffix(s.PublicURL, "/")
}

// own refuses requests that name another server, and requests from pages that nobody has allowed. The protocol requires
// both (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning). Otherwise a page
// could bind its own name to this server's address, and ask like any other client.
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

// ownHost reports whether a Host header names this server. An IP address, localhost and a name without a dot are always
// allowed, because nobody can bind them to another machine.
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

// allowedOrigin reports whether the pages of an origin may ask: those of this server, and those that the setting names.
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
