package pages

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"forecourt/api/auth"
)

// signInPage is the form that asks for a key.
type signInPage struct {
	// Next is the address that follows.
	Next string
	// Wrong says what was wrong with the last attempt.
	Wrong string
}

// sendToSignIn leads to the form, which leads back after the sign-in. If a link of another site or in a mail led here,
// the browser has left out the cookie (SameSite=Strict), although the person may be signed in. So a page first leads to
// itself, and then the browser sends the cookie.
func (p *Pages) sendToSignIn(w http.ResponseWriter, r *http.Request) {
	here := r.URL.RequestURI()
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Method == http.MethodGet {
		p.show(w, r, http.StatusOK, "again.html", p.frame(r, "One moment", "", here))
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/sign-in?"+url.Values{"next": {here}}.Encode(), http.StatusSeeOther)
}

// askForKey shows the form. A ticket in the address signs in without the form, once.
func (p *Pages) askForKey(w http.ResponseWriter, r *http.Request) {
	next := localAddress(r.URL.Query().Get("next"))
	if session, ends, ok := p.Gate.Sessions.Redeem(r.URL.Query().Get("ticket")); ok {
		p.setSession(w, r, session, ends)
		http.Redirect(w, r, next, http.StatusSeeOther) //nolint:gosec // localAddress lets no other server through.
		return
	}
	if p.Gate.Signed(r) {
		http.Redirect(w, r, next, http.StatusSeeOther) //nolint:gosec // localAddress lets no other server through.
		return
	}
	wrong, status := "", http.StatusOK
	if r.URL.Query().Has("ticket") {
		wrong, status = "This address signs in once, and was used. Sign in with the key.", http.StatusUnauthorized
	}
	p.show(w, r, status, "sign-in.html", p.frame(r, "Sign in", "", signInPage{Next: next, Wrong: wrong}))
}

// signIn starts a session for a valid key. A wrong key counts against the limits of strangers.
func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		p.show(w, r, http.StatusForbidden, "trouble.html", p.frame(r, "Not from there", "", trouble{
			Heading: "This form came from another site", Text: "Sign in on this server's own page.", Links: []entry{{"/sign-in", "To the form"}},
		}))
		return
	}
	next := localAddress(r.PostFormValue("next"))
	session, ends, _, ok := p.Gate.Sessions.Start(r.PostFormValue("key"))
	if !ok {
		wrong, status := "This key is not valid. Keys are long: copy it whole, and look whether it has ended.", http.StatusUnauthorized
		if refusal := p.Gate.Stranger(w, r); refusal != nil {
			wrong, status = refusal.Detail, refusal.Status
		}
		p.show(w, r, status, "sign-in.html", p.frame(r, "Sign in", "", signInPage{Next: next, Wrong: wrong}))
		return
	}
	p.setSession(w, r, session, ends)
	http.Redirect(w, r, next, http.StatusSeeOther) //nolint:gosec // localAddress lets no other server through.
}

// signOut ends the session in this browser.
func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if http.NewCrossOriginProtection().Check(r) == nil {
		p.setSession(w, r, "", time.Unix(0, 0))
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

func (p *Pages) setSession(w http.ResponseWriter, r *http.Request, session string, ends time.Time) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // It is Secure behind https; without, the browser would not send it back.
		Name: auth.SessionCookie, Value: session, Path: "/", Expires: ends, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(p.Address(r), "https://"),
	})
	w.Header().Set("Cache-Control", "no-store")
}

// localAddress returns an address if it is on this server, otherwise that of the stock. A form must not lead elsewhere.
func localAddress(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(u.Path, "/sign-") {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).RequestURI()
}
