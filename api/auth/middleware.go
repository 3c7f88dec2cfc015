package auth

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

const (
	keyHeader    = "X-API-Key"
	bearerHeader = "Authorization"
)

// challenges are the ways of sending a key.
var challenges = []string{`ApiKey realm="forecourt", header="X-API-Key"`, `Bearer realm="forecourt"`}

// Refusal says why a request was not admitted.
type Refusal struct {
	// Status is 401 or 429, or the status that Gate.Cost chose.
	Status int
	// Detail is a sentence for the person who reads the answer. It never repeats anything that was sent.
	Detail string
}

// Finder knows the keys. It is safe for concurrent use.
type Finder interface {
	// Find reports whether presented is a valid key, and returns it.
	Find(presented string) (Key, bool)
}

// Gate decides which requests are admitted.
type Gate struct {
	Keys Finder
	// Sessions admit browsers that are signed in and send no key. It may be nil.
	Sessions *Sessions
	// Limiter counts requests with a valid key, by key. Strangers counts those without one, by remote address.
	Limiter, Strangers *Limiter
	// Reject writes a refusal. It must not be nil.
	Reject func(http.ResponseWriter, *http.Request, Refusal)
	// Cost says how many requests one with a key counts as, or refuses it. If it is nil, each counts as one.
	Cost func(http.ResponseWriter, *http.Request) (int, *Refusal)
	// Used is told of each request with a valid key: how many it counts as, and whether it was admitted. It may be nil.
	Used func(ctx context.Context, key Key, n int, admitted bool)
}

type contextKey struct{}

// KeyID returns the id of the key that admitted the request, or "" outside of a Gate.
func KeyID(ctx context.Context) string {
	key, _ := ctx.Value(contextKey{}).(Key)
	return key.ID
}

// KeyName returns the name of the key that admitted the request, or "" outside of a Gate.
func KeyName(ctx context.Context) string {
	key, _ := ctx.Value(contextKey{}).(Key)
	return key.Name
}

// Middleware passes a request on to next if it has exactly one valid key, in X-API-Key or as "Authorization: Bearer"
// (RFC 6750, section 2.1), and the key's limits allow it. If both headers are there, X-API-Key wins. Otherwise Reject
// writes the refusal, with these headers already set:
//
//   - 401 without a valid key: WWW-Authenticate (RFC 9110, section 11.6.1), the same for a missing and a wrong key;
//   - 429 beyond a limit: Retry-After (RFC 9110, section 10.2.3), RateLimit-Policy and RateLimit
//     (draft-ietf-httpapi-ratelimit-headers-10). Admitted requests get the last two, too.
//
// A browser that is signed in sends its session as a cookie instead of a key.
//
// A request without a valid key counts against the strangers' limit of its remote address, and gets 429 beyond that.
// This never delays a request with a valid key, even from the same address. The address is that of the connection, so
// behind a proxy all strangers share one. Neither next nor Reject sees the key.
func (g Gate) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, ok := g.find(r)
		r = withoutKey(r, key)
		if !ok {
			g.refuseStranger(w, r)
			return
		}
		n, refusal := 1, (*Refusal)(nil)
		if g.Cost != nil {
			n, refusal = g.Cost(w, r)
		}
		if refusal != nil {
			g.used(r.Context(), key, 1, false)
			g.Reject(w, r, *refusal)
			return
		}
		grant, ok := g.Limiter.TakeMany(key.ID, n, key.Limits)
		setRateLimit(w.Header(), grant)
		g.used(r.Context(), key, n, ok)
		if !ok {
			g.Reject(w, r, tooMany(w.Header(), grant))
			return
		}
		defer grant.Release()
		next.ServeHTTP(w, r)
	})
}

func (g Gate) used(ctx context.Context, key Key, n int, admitted bool) {
	if g.Used != nil {
		g.Used(ctx, key, n, admitted)
	}
}

// Signed reports whether a request has a valid key, or comes from a browser that is signed in. It counts nothing.
func (g Gate) Signed(r *http.Request) bool {
	_, ok := g.find(r)
	return ok
}

// find returns the key of a request: the presented one, or that of its session if none is presented.
func (g Gate) find(r *http.Request) (key Key, ok bool) {
	values := r.Header.Values(keyHeader)
	if len(values) == 0 {
		for _, value := range r.Header.Values(bearerHeader) {
			scheme, token, _ := strings.Cut(value, " ")
			if !strings.EqualFold(scheme, "bearer") {
				return Key{}, false
			}
			values = append(values, strings.Trim(token, " "))
		}
	}
	switch len(values) {
	case 0:
		return g.Sessions.find(r)
	case 1:
		return g.Keys.Find(values[0])
	}
	return Key{}, false
}

// withoutKey returns a copy of the request in which what is known about the key replaces it, so that nobody can log it.
func withoutKey(r *http.Request, key Key) *http.Request {
	r = r.WithContext(context.WithValue(r.Context(), contextKey{}, key))
	r.Header = r.Header.Clone()
	r.Header.Del(keyHeader)
	r.Header.Del(bearerHeader)
	r.Header.Del("Cookie")
	return r
}

func (g Gate) refuseStranger(w http.ResponseWriter, r *http.Request) {
	if refusal := g.Stranger(w, r); refusal != nil {
		g.Reject(w, r, *refusal)
		return
	}
	for _, challenge := range challenges {
		w.Header().Add("WWW-Authenticate", challenge)
	}
	g.Reject(w, r, Refusal{Status: http.StatusUnauthorized, Detail: "This needs one valid API key, in one X-API-Key header or as Authorization: Bearer."})
}

// Stranger counts a request without a valid key. If its address is over the limit, it returns the refusal, whose
// headers are already set.
func (g Gate) Stranger(w http.ResponseWriter, r *http.Request) *Refusal {
	grant, ok := g.Strangers.Take(origin(r.RemoteAddr))
	if !ok {
		setRateLimit(w.Header(), grant)
		refusal := tooMany(w.Header(), grant)
		return &refusal
	}
	grant.Release()
	return nil
}

// Public is Middleware for what needs no key. A request without a key is admitted within the limits of visitors, by
// remote address.
func (g Gate) Public(visitors *Limiter, next http.Handler) http.Handler {
	signed := g.Middleware(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.Signed(r) {
			signed.ServeHTTP(w, r)
			return
		}
		grant, ok := visitors.Take(origin(r.RemoteAddr))
		if !ok {
			setRateLimit(w.Header(), grant)
			g.Reject(w, r, tooMany(w.Header(), grant))
			return
		}
		defer grant.Release()
		next.ServeHTTP(w, withoutKey(r, Key{}))
	})
}

// origin is what strangers are counted by: the IPv4 address, or the /64 network of an IPv6 address, because a
// subscriber has at least that much (RFC 6177). Anything else, such as a Unix socket, is one origin.
func origin(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	address = address.Unmap()
	if address.Is4() {
		return address.String()
	}
	return netip.PrefixFrom(address.WithZone(""), 64).Masked().String()
}

func tooMany(h http.Header, g Grant) Refusal {
	if g.never {
		return Refusal{Status: http.StatusTooManyRequests, Detail: "One request with more calls than the key may make at once: send fewer."}
	}
	wait := max(1, seconds(g.RetryAfter))
	h.Set("Retry-After", strconv.FormatInt(wait, 10))
	if g.busy {
		return Refusal{Status: http.StatusTooManyRequests, Detail: "Too many requests at the same time: wait until earlier ones have ended."}
	}
	return Refusal{Status: http.StatusTooManyRequests, Detail: fmt.Sprintf("Too many requests: try again in %d s.", wait)}
}

func setRateLimit(h http.Header, g Grant) {
	if g.Limit == 0 {
		return
	}
	h.Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, g.Limit, max(1, seconds(g.window))))
	h.Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, g.Remaining, seconds(g.Reset)))
}

// seconds rounds up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
