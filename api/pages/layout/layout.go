// Package layout has the templates of the pages, with their style and script.
package layout

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// htmx.min.js is the file of that name in the npm package htmx.org, in the version that tools/npm/package.json has. Its
// licence (0BSD) asks for nothing.
//
//go:embed all:templates assets
var files embed.FS

// Layout has the templates and the assets, which are part of the program. It is safe for concurrent use.
type Layout struct {
	pages map[string]*template.Template
	// assets are found by their addresses. An address names the content, so that browsers can keep an asset for ever.
	assets map[string]asset
	// addresses are the addresses of the assets, by the names of their files.
	addresses map[string]string
}

type asset struct {
	kind string
	text []byte
}

// kinds are the types of the assets.
var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// hashLength is how many digits of the hash of its content the address of an asset has.
const hashLength = 12

// New reads the templates and assets. A mistake in them panics.
func New() *Layout {
	l := &Layout{pages: map[string]*template.Template{}, assets: map[string]asset{}, addresses: map[string]string{}}
	each("assets", func(name string, text []byte) {
		hash := sha256.Sum256(text)
		ending := path.Ext(name)
		hashed := strings.TrimSuffix(name, ending) + "." + hex.EncodeToString(hash[:])[:hashLength] + ending
		l.assets[hashed] = asset{kind: kinds[ending], text: text}
		l.addresses[name] = "/assets/" + hashed
	})
	functions := template.FuncMap{"asset": l.address, "dict": dict}
	each("templates", func(name string, text []byte) {
		if strings.HasPrefix(name, "_") {
			return
		}
		page := template.New(name).Funcs(functions)
		l.pages[name] = template.Must(template.Must(page.ParseFS(files, "templates/_*.html")).Parse(string(text)))
	})
	return l
}

// each calls f for every embedded file of a folder.
func each(folder string, f func(name string, text []byte)) {
	list, err := fs.ReadDir(files, folder)
	if err != nil {
		panic(err) // It is part of the program.
	}
	for _, entry := range list {
		text, err := files.ReadFile(folder + "/" + entry.Name())
		if err != nil {
			panic(err)
		}
		f(entry.Name(), text)
	}
}

// address returns the address of an asset.
func (l *Layout) address(name string) (string, error) {
	address, ok := l.addresses[name]
	if !ok {
		return "", fmt.Errorf("there is no asset %s", name)
	}
	return address, nil
}

// Asset serves the assets.
func (l *Layout) Asset(w http.ResponseWriter, r *http.Request) {
	a, ok := l.assets[r.PathValue("name")]
	if !ok {
		http.Error(w, "there is no such asset", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.text) // The client may be gone.
}

// Render returns a complete page, so that a mistake is found before anything is sent.
func (l *Layout) Render(name string, frame any) ([]byte, error) {
	page, ok := l.pages[name]
	if !ok {
		return nil, fmt.Errorf("there is no page %s", name)
	}
	var text bytes.Buffer
	if err := page.ExecuteTemplate(&text, "frame", frame); err != nil {
		return nil, fmt.Errorf("make the page %s: %w", name, err)
	}
	return text.Bytes(), nil
}

// dict hands several values to a template, by names.
func dict(pairs ...any) (map[string]any, error) {
	all := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is no name", pairs[i])
		}
		all[name] = pairs[i+1]
	}
	return all, nil
}
