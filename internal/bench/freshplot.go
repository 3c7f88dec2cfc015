package bench

import (
	"bytes"
	"fmt"
	"html"
	"strconv"
	"strings"
)

// The size of the drawing of the freshness, in pixels: two bars for each way of refreshing, beside its name.
const (
	freshWidth, freshLabel, freshBar = 920, 330, 240
	freshRow, freshTop               = 46, 50
)

// drawFreshness draws how many searches a second are answered while the copy is refreshed, and how long they take, as
// SVG.
func drawFreshness(measured []freshness) []byte {
	out := &bytes.Buffer{}
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", freshWidth, freshTop+freshRow*len(measured)+10)
	fmt.Fprint(out, `<rect width="100%" height="100%" fill="white"/>`+"\n")
	fmt.Fprintf(out, `<text x="%d" y="30">requests/s</text><text x="%d" y="30">99th percentile</text>`+"\n", freshLabel, freshLabel+freshBar+60)
	most, longest := 1.0, 1.0
	for _, f := range measured {
		most, longest = max(most, f.perSecond), max(longest, milliseconds(f.p99))
	}
	for i, f := range measured {
		y := freshTop + freshRow*i
		fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", freshLabel-10, y+18, html.EscapeString(f.name))
		drawFreshBar(out, freshLabel, y, f.perSecond/most, plotColors[4], strconv.FormatFloat(f.perSecond, 'f', 0, 64))
		drawFreshBar(out, freshLabel+freshBar+60, y, milliseconds(f.p99)/longest, plotColors[5], f.p99)
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

func drawFreshBar(out *bytes.Buffer, x, y int, part float64, color, text string) {
	width := part * freshBar
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%.1f" height="26" fill="%s"/><text x="%.1f" y="%d">%s</text>`+"\n", x, y, width, color, float64(x)+width+6, y+18, text)
}

// milliseconds reads a time as wrk writes it; 0 if it cannot be read.
func milliseconds(text string) float64 {
	for _, unit := range []struct {
		name string
		ms   float64
	}{{"us", 0.001}, {"ms", 1}, {"s", 1000}, {"m", 60_000}} {
		if number, ok := strings.CutSuffix(text, unit.name); ok {
			value, err := strconv.ParseFloat(number, 64)
			if err == nil {
				return value * unit.ms
			}
		}
	}
	return 0
}
