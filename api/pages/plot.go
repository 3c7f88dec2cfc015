package pages

import (
	"fmt"
	"html/template"
	"strings"
)

// plot is a drawing with what stands around it. Its texts are HTML's, so that they keep their size when it is
// stretched.
type plot struct {
	// Label says in words what is to be seen, for those who do not see it.
	Label string
	SVG   template.HTML
	// High and Low are the ends of the upright axis, First and Last those of the level one.
	High, Low, First, Last string
	Keys                   []plotKey
}

// plotKey says what a colour stands for.
type plotKey struct{ Class, Text string }

// The size of a drawing in its own units; the style stretches it.
const (
	plotWidth  = 1000.0
	plotHeight = 200.0
)

// point is a value at a place from 0 to 1.
type point struct {
	at    float64
	value float64
}

func begin(label string) *strings.Builder {
	b := &strings.Builder{}
	fmt.Fprintf(b, `<svg viewBox="0 0 %g %g" preserveAspectRatio="none" role="img" aria-label="%s">`, plotWidth, plotHeight, template.HTMLEscapeString(label))
	return b
}

func end(b *strings.Builder) template.HTML {
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // It holds numbers, names of classes, and text that was escaped.
}

// steps draws a value that stays until it changes.
func steps(label string, points []point) template.HTML {
	low, high := points[0].value, points[0].value
	for _, p := range points {
		low, high = min(low, p.value), max(high, p.value)
	}
	room := high - low
	if room == 0 {
		room = 1
	}
	y := func(value float64) float64 { return plotHeight * (0.95 - 0.9*(value-low)/room) }
	if high == low {
		y = func(float64) float64 { return plotHeight / 2 }
	}
	b := begin(label)
	var line strings.Builder
	fmt.Fprintf(&line, "M%.1f %.1f", points[0].at*plotWidth, y(points[0].value))
	for _, p := range points[1:] {
		fmt.Fprintf(&line, "H%.1fV%.1f", p.at*plotWidth, y(p.value))
	}
	fmt.Fprintf(&line, "H%g", plotWidth)
	fmt.Fprintf(b, `<path class="area" d="%sV%gH%.1fz"/><path class="curve" d="%s"/>`, line.String(), plotHeight, points[0].at*plotWidth, line.String())
	return end(b)
}

// part is a piece of a bar.
type part struct {
	class string
	value int64
}

// bar is a bar of pieces that stand on each other.
type bar struct {
	// Title is shown when one points at the bar.
	title string
	parts []part
}

// bars draws bars beside each other, and returns how high the highest is.
func bars(label string, list []bar) (drawn template.HTML, high int64) {
	for _, one := range list {
		sum := int64(0)
		for _, p := range one.parts {
			sum += p.value
		}
		high = max(high, sum)
	}
	b := begin(label)
	width := plotWidth / float64(max(len(list), 1))
	for i, one := range list {
		left, from := float64(i)*width, plotHeight
		fmt.Fprintf(b, `<g><title>%s</title><rect class="back" x="%.1f" y="0" width="%.1f" height="%g"/>`, template.HTMLEscapeString(one.title), left, width, plotHeight)
		for _, p := range one.parts {
			if p.value == 0 {
				continue
			}
			height := plotHeight * float64(p.value) / float64(max(high, 1))
			from -= height
			fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%.2f" width="%.1f" height="%.2f"/>`, p.class, left+width*0.1, from, width*0.8, height)
		}
		b.WriteString("</g>")
	}
	return end(b), high
}
