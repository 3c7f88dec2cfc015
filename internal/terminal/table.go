// Package terminal writes for people at a terminal.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
)

const (
	// Width fits every terminal, in characters.
	Width     = 80
	columnGap = 2
	// leastWidth is the least width to which a column is cut.
	leastWidth = 6
)

// Table is printed in columns that fit a terminal.
type Table struct {
	rows [][]string
	cut  []int
}

// NewTable returns an empty table. If its rows do not fit, the columns in cut are shortened, the first one first.
func NewTable(cut ...int) *Table { return &Table{cut: cut} }

// Add adds a row.
func (t *Table) Add(cells ...string) { t.rows = append(t.rows, cells) }

// Print prints an empty line and the rows. Without rows it prints nothing. The last column is not padded.
func (t *Table) Print(w io.Writer) error {
	if len(t.rows) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	widths := t.widths()
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			cell = Shorten(cell, widths[i])
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+columnGap))
			}
		}
		if _, err := fmt.Fprintln(w, line.String()); err != nil {
			return err
		}
	}
	return nil
}

// widths returns widths that fit the terminal if possible.
func (t *Table) widths() (widths []int) {
	total := -columnGap
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, width := range widths {
		total += width + columnGap
	}
	for _, column := range t.cut {
		less := min(total-Width, widths[column]-leastWidth)
		if less > 0 {
			widths[column] -= less
			total -= less
		}
	}
	return widths
}

// Shorten cuts a text that is too long for its column, and marks the cut.
func Shorten(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}

// Number writes a count with thousands separators.
func Number(n int64) string { return humanize.Comma(n) }

// ShortNumber writes a large count with two or three digits: 31k, 4.5M.
func ShortNumber(n int64) string {
	if n < 10_000 {
		return Number(n)
	}
	value, unit := humanize.ComputeSI(float64(n))
	digits := 0
	if value < 10 {
		digits = 1
	}
	return humanize.FtoaWithDigits(value, digits) + unit
}
