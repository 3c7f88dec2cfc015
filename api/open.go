package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/swaggest/swgui/v5emb"

	"forecourt/internal/vehicle"
)

// openRoutes are answered without a key.
func (s *server) openRoutes(mux *http.ServeMux, document *huma.OpenAPI) {
	text, err := json.MarshalIndent(document, "", "  ")
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			s.Log.Error("the document cannot be written", "error", err)
			newProblem(http.StatusInternalServerError, "The document cannot be written.").write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(append(text, '\n')) // The client may be gone.
	})
	mux.Handle("GET /docs/", v5emb.New("Cars in stock", "/openapi.json", "/docs/"))
	mux.Handle("GET /docs", http.RedirectHandler("/docs/", http.StatusMovedPermanently))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
	})
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		newProblem(http.StatusNotFound, "There is nothing at this address; /openapi.json describes what there is.").write(w)
	})
}

// readiness is the answer of /readyz.
type readiness struct {
	Status     string  `json:"status"`
	Source     string  `json:"source"`
	AsOf       string  `json:"as_of"`
	AgeSeconds float64 `json:"age_seconds"`
}

// ready tells whether searches can be answered, from what, and how old that is.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	page, err := s.Reader.Search(r.Context(), vehicle.Search{Sort: vehicle.ByUpdatedAtDesc, Limit: 1})
	if err != nil {
		s.Log.Warn("not ready", "error", err)
		w.Header().Set("Retry-After", "5")
		newProblem(http.StatusServiceUnavailable, "The stock cannot be read at the moment.").write(w)
		return
	}
	origin := newOrigin(page.Origin)
	writeJSON(w, http.StatusOK, readiness{
		Status: "ready", Source: origin.Source, AsOf: origin.AsOf, AgeSeconds: s.Now().Sub(page.Origin.AsOf).Round(time.Millisecond).Seconds(),
	})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // The client may be gone.
}
