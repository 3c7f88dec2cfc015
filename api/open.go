package api

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/swaggest/swgui/v5emb"

	"forecourt/api/passage"
	"forecourt/api/problem"
)

const nothingHere = "There is nothing at this address; /openapi.json describes what there is."

// openRoutes are answered without a key. So they are answered from memory, and never touch the source.
func (s *server) openRoutes(mux *http.ServeMux, document *huma.OpenAPI) {
	mux.Handle("GET /openapi.json", s.openPlaces.Share(s.serveDocument(document)))
	docs := s.openPlaces.Share(s.page(v5emb.New("Cars in stock", "/openapi.json", "/docs/")))
	mux.Handle("GET /docs/", docs)
	mux.Handle("GET /docs", http.RedirectHandler("/docs/", http.StatusMovedPermanently))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
	})
	mux.HandleFunc("GET /readyz", s.tellReady)
}

// placeholder marks the place of the address in the document.
const placeholder = "https://address.invalid"

// serveDocument answers with the document. The document names the address that the request was sent to, so that
// nobody's key is sent elsewhere.
func (s *server) serveDocument(document *huma.OpenAPI) http.Handler {
	at := *document
	at.Servers = []*huma.Server{{URL: placeholder}}
	text, err := json.MarshalIndent(&at, "", "  ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address, addressErr := json.Marshal(cmp.Or(s.base(r), "/"))
		if err := errors.Join(err, addressErr); err != nil {
			s.Log.Error("the document cannot be written", "error", err)
			problem.New(http.StatusInternalServerError, "The document cannot be written.").Write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Vary", "Host, X-Forwarded-Host, X-Forwarded-Proto")
		answer := bytes.Replace(text, []byte(`"`+placeholder+`"`), address, 1)
		_, _ = w.Write(append(answer, '\n')) // The client may be gone.
	})
}

var inlineScripts = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// page serves the pages of the interactive documentation. They may run their own scripts and ask this server, and
// nothing else.
func (s *server) page(pages http.Handler) http.Handler {
	index := passage.NewAnswer()
	pages.ServeHTTP(index, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/docs/"}})
	scripts := "'self'"
	for _, script := range inlineScripts.FindAllSubmatch(index.Body(), -1) {
		hash := sha256.Sum256(script[1])
		scripts += " 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	}
	policy := "default-src 'none'; script-src " + scripts + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'" +
		"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := policy
		if base := s.base(r); base != "" {
			own = strings.Replace(policy, "connect-src 'self'", "connect-src 'self' "+base, 1)
		}
		w.Header().Set("Content-Security-Policy", own)
		pages.ServeHTTP(w, r)
	})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // The client may be gone.
}
