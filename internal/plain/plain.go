// Package plain makes visible what texts of others could mislead people by: in the stock, in questions, and from
// servers.
package plain

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Misleads reports whether a character could mislead: line ends forge a line, control characters command a terminal,
// marks of direction reorder a text, and tag characters tell a model what no person sees.
func Misleads(r rune) bool {
	joins := r == '\u200c' || r == '\u200d' // They join letters, and parts of an emoji.
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Cf, r) && !joins
}

// Text writes as Go does what misleads in a text, so that it stays one line.
func Text(text string) string {
	if !strings.ContainsFunc(text, Misleads) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if Misleads(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// writer is the result of Writer.
type writer struct {
	io.Writer
	mu sync.Mutex
	// rest is the beginning of a character whose other bytes have not come yet.
	rest []byte
}

// Writer returns a writer that passes text on to w, and writes as JSON does what misleads in it. Line ends and tabs
// stay. So a JSON document stays the same document. It is safe for concurrent use.
func Writer(w io.Writer) io.Writer { return &writer{Writer: w} }

// Write implements io.Writer.
func (w *writer) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := slices.Concat(w.rest, b)
	shown := make([]byte, 0, len(text))
	for len(text) > 0 && utf8.FullRune(text) {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\n' || r == '\t' || !Misleads(r):
			shown = utf8.AppendRune(shown, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			shown = fmt.Appendf(shown, `\u%04x\u%04x`, high, low)
		default:
			shown = fmt.Appendf(shown, `\u%04x`, r)
		}
		text = text[size:]
	}
	w.rest = slices.Clone(text)
	if _, err := w.Writer.Write(shown); err != nil {
		return 0, err
	}
	return len(b), nil
}
