package auth

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

const (
	keyHeader = "X-API-Key"
	challenge = `ApiKey realm="forecourt", header="X-API-Key"`
)

// Refusal is why a request was not let in.
type Refusal struct {
	// Status is 401 or 429.
	Status int
	// Detail is a sentence for the person who reads the answer. It never holds anything that was sent.
	Detail string
}

type contextKey struct{}

// KeyID returns the id of the key that let the request in, or "" outside of Middleware.
func KeyID(ctx context.Context) string {
	id, _ := ctx.Value(contextKey{}).(string)
	return id
}

// Middleware lets requests through to next that carry one valid key in X-API-Key, as far as limiter allows, and has
// reject write the others' refusals, with these headers already set:
//
//   - 401 without a valid key: WWW-Authenticate (RFC 9110, section 11.6.1), the same for a missing and a wrong key;
//   - 429 beyond a limit: Retry-After (RFC 9110, section 10.2.3), RateLimit-Policy and RateLimit
//     (draft-ietf-httpapi-ratelimit-headers-10). The last two are on the answers of next as well.
//
// A request without a valid key counts against strangers under the remote address, and is answered 429 when that is
// used up. A valid key is never held up by strangers, even from the same address. The address is that of the
// connection: behind a proxy, all strangers are one. Neither next nor reject sees the key.
func Middleware(keys *Keys, limiter *Limiter, strangers *Limiter, reject func(http.ResponseWriter, *http.Request, Refusal), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, ok := find(keys, r)
		r = withoutKey(r, id)
		if !ok {
			refuseStranger(w, r, strangers, reject)
			return
		}
		grant, ok := limiter.Take(id)
		setRateLimit(w.Header(), limiter, grant)
		if !ok {
			reject(w, r, tooMany(w.Header(), grant))
			return
		}
		defer grant.Release()
		next.ServeHTTP(w, r)
	})
}

func find(keys *Keys, r *http.Request) (id string, ok bool) {
	values := r.Header.Values(keyHeader)
	if len(values) != 1 {
		return "", false
	}
	return keys.Find(values[0])
}

// withoutKey returns a copy of the request with the key's id in place of the key, so that nobody can log it.
func withoutKey(r *http.Request, id string) *http.Request {
	r = r.WithContext(context.WithValue(r.Context(), contextKey{}, id))
	r.Header = r.Header.Clone()
	r.Header.Del(keyHeader)
	return r
}

func refuseStranger(w http.ResponseWriter, r *http.Request, strangers *Limiter, reject func(http.ResponseWriter, *http.Request, Refusal)) {
	grant, ok := strangers.Take(origin(r.RemoteAddr))
	if !ok {
		setRateLimit(w.Header(), strangers, grant)
		reject(w, r, tooMany(w.Header(), grant))
		return
	}
	defer grant.Release()
	w.Header().Set("WWW-Authenticate", challenge)
	reject(w, r, Refusal{Status: http.StatusUnauthorized, Detail: "This needs one valid API key, in one X-API-Key header."})
}

// origin is what strangers are counted by: the IPv4 address, or the /64 of an IPv6 address, since one subscriber has
// at least that (RFC 6177). What is no address, such as that of a Unix socket, is one origin.
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
	wait := max(1, seconds(g.RetryAfter))
	h.Set("Retry-After", strconv.FormatInt(wait, 10))
	if g.busy {
		return Refusal{Status: http.StatusTooManyRequests, Detail: "Too many requests at the same time: wait until earlier ones have ended."}
	}
	return Refusal{Status: http.StatusTooManyRequests, Detail: fmt.Sprintf("Too many requests: try again in %d s.", wait)}
}

func setRateLimit(h http.Header, l *Limiter, g Grant) {
	if g.Limit == 0 {
		return
	}
	h.Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, g.Limit, max(1, seconds(l.window()))))
	h.Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, g.Remaining, seconds(g.Reset)))
}

// seconds rounds up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
