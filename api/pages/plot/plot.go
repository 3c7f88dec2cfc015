// Package plot draws numbers as SVG.
package plot

import (
	"fmt"
	"html/template"
	"strings"
)

// Plot is a drawing with the texts around it. The texts are not part of the SVG, so that they keep their size when the
// drawing is stretched.
type Plot struct {
	// Label describes the drawing for people who cannot see it.
	Label string
	SVG   template.HTML
	// High and Low are the ends of the vertical axis, First and Last those of the horizontal one.
	High, Low, First, Last string
	Keys                   []Key
}

// Key says what a colour stands for.
type Key struct{ Class, Text string }

// The size of a drawing in its own units; the style stretches it.
const (
	width  = 1000.0
	height = 200.0
)

// Point is a value at a position from 0 to 1.
type Point struct {
	At    float64
	Value float64
}

func begin(label string) *strings.Builder {
	b := &strings.Builder{}
	fmt.Fprintf(b, `<svg viewBox="0 0 %g %g" preserveAspectRatio="none" role="img" aria-label="%s">`, width, height, template.HTMLEscapeString(label))
	return b
}

func end(b *strings.Builder) template.HTML {
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // It holds numbers, names of classes, and text that was escaped.
}

// Steps draws a value that stays until it changes.
func Steps(label string, points []Point) template.HTML {
	low, high := points[0].Value, points[0].Value
	for _, p := range points {
		low, high = min(low, p.Value), max(high, p.Value)
	}
	room := high - low
	if room == 0 {
		room = 1
	}
	y := func(value float64) float64 { return height * (0.95 - 0.9*(value-low)/room) }
	if high == low {
		y = func(float64) float64 { return height / 2 }
	}
	b := begin(label)
	var line strings.Builder
	fmt.Fprintf(&line, "M%.1f %.1f", points[0].At*width, y(points[0].Value))
	for _, p := range points[1:] {
		fmt.Fprintf(&line, "H%.1fV%.1f", p.At*width, y(p.Value))
	}
	fmt.Fprintf(&line, "H%g", width)
	fmt.Fprintf(b, `<path class="area" d="%sV%gH%.1fz"/><path class="curve" d="%s"/>`, line.String(), height, points[0].At*width, line.String())
	return end(b)
}

// Part is a piece of a bar.
type Part struct {
	Class string
	Value int64
}

// Bar is a bar that consists of pieces on top of each other.
type Bar struct {
	// Title is shown when the mouse points at the bar.
	Title string
	Parts []Part
}

// Bars draws bars side by side, and returns the height of the highest one.
func Bars(label string, list []Bar) (drawn template.HTML, high int64) {
	for _, one := range list {
		sum := int64(0)
		for _, p := range one.Parts {
			sum += p.Value
		}
		high = max(high, sum)
	}
	b := begin(label)
	each := width / float64(max(len(list), 1))
	for i, one := range list {
		left, from := float64(i)*each, height
		fmt.Fprintf(b, `<g><title>%s</title><rect class="back" x="%.1f" y="0" width="%.1f" height="%g"/>`, template.HTMLEscapeString(one.Title), left, each, height)
		for _, p := range one.Parts {
			if p.Value == 0 {
				continue
			}
			tall := height * float64(p.Value) / float64(max(high, 1))
			from -= tall
			fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%.2f" width="%.1f" height="%.2f"/>`, p.Class, left+each*0.1, from, each*0.8, tall)
		}
		b.WriteString("</g>")
	}
	return end(b), high
}
