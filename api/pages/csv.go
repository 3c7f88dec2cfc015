package pages

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"forecourt/api/pages/address"
	"forecourt/internal/vehicle"
)

const (
	// csvPage is how many cars are read at a time for a download.
	csvPage = "100"
	// csvWait is how long a browser may take to receive that many.
	csvWait = 20 * time.Second
	// byteOrderMark tells spreadsheets that the text is UTF-8.
	byteOrderMark = "\ufeff"
)

// csv sends all cars that a search finds while it reads them, so that they need no memory. If something goes wrong, it
// breaks off the connection. So a download that looks complete is complete.
func (p *Pages) csv(w http.ResponseWriter, r *http.Request) {
	q, _ := address.Tidy(r.URL.Query())
	q = q.Without("fields", "limit")
	q["fields"], q["limit"] = []string{"full"}, []string{csvPage}
	var page found
	if refused := p.ask(r.Context(), searchPath, url.Values(q), false, &page); refused != nil {
		p.show(w, r, refused.Status, "trouble.html", p.frame(r, "No download", "/", trouble{
			Heading: "This list cannot be downloaded", Text: refused.Detail, Links: []entry{{q.Without("fields", "limit").Href("/"), "Back to the stock"}},
		}))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="cars-`+p.Now().UTC().Format("2006-01-02-1504")+`.csv"`)
	h.Set("Cache-Control", "private, no-store")
	connection := http.NewResponseController(w)
	_, _ = io.WriteString(w, byteOrderMark)
	out := csv.NewWriter(w)
	out.UseCRLF = true // RFC 4180
	_ = out.Write(p.csvHead())
	for rows := 0; ; {
		for i := range page.Items {
			if rows == p.CSVRows {
				_ = out.Write([]string{fmt.Sprintf("The list goes on. A download ends after %s cars (PAGES_CSV_ROWS): narrow the search down.", grouped(int64(rows)))})
				out.Flush()
				return
			}
			_ = out.Write(p.csvRow(page.Items[i]))
			rows++
		}
		out.Flush()
		_ = connection.SetWriteDeadline(time.Now().Add(csvWait)) // The kernel uses the real time.
		if out.Error() != nil || connection.Flush() != nil || page.NextCursor == "" {
			return
		}
		q["cursor"] = []string{page.NextCursor}
		page = found{}
		if refused := p.ask(r.Context(), searchPath, url.Values(q), false, &page); refused != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

func (p *Pages) csvHead() []string {
	names := []string{"id"}
	for _, f := range p.Shape.Fields() {
		names = append(names, f.Name)
	}
	return names
}

func (p *Pages) csvRow(c car) []string {
	v := p.vehicle(c)
	cells := []string{harmless(v.ID.String())}
	for _, f := range p.Shape.Fields() {
		text := f.Show(v.Value(f))
		if f.Kind != vehicle.Number && f.Kind != vehicle.Money {
			text = harmless(text)
		}
		cells = append(cells, text)
	}
	return cells
}

// harmless puts an apostrophe before a text that a spreadsheet could take for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection).
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
