package bench

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
)

// The plot's size and its margins, in pixels.
const (
	plotWidth, plotHeight     = 920, 460
	plotLeft, plotRight       = 70, 370
	plotTop, plotBottom       = 30, 50
	plotInnerX, plotInnerY    = plotWidth - plotLeft - plotRight, plotHeight - plotTop - plotBottom
	plotFrom, plotTo          = 3.7, 6.9  // Rows, as powers of ten.
	plotShortest, plotLongest = -2.3, 3.0 // Seconds, as powers of ten.
)

// plotColors can be told apart by people who do not see all colors (https://jfly.uni-koeln.de/color/).
var plotColors = []string{"#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"}

// drawPlot draws time against the number of rows, both on a logarithmic scale, as SVG.
func drawPlot(measured map[int][]*result) []byte {
	out := &bytes.Buffer{}
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(out, `<rect width="100%%" height="100%%" fill="white"/><text x="%d" y="18">Seconds by rows: a line that rises like the drain grows with the rows and no faster</text>`+"\n", plotLeft)
	for power := math.Ceil(plotFrom); power <= plotTo; power++ {
		x := plotX(power)
		fmt.Fprintf(out, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%.0f</text>`+"\n",
			x, plotTop, x, plotHeight-plotBottom, x, plotHeight-plotBottom+18, math.Pow(10, power))
	}
	for power := math.Ceil(plotShortest); power <= plotLongest; power++ {
		y := plotY(power)
		fmt.Fprintf(out, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g s</text>`+"\n",
			plotLeft, y, plotWidth-plotRight, y, plotLeft-8, y+4, math.Pow(10, power))
	}
	scales := slices.Sorted(maps.Keys(measured))
	for i, r := range measured[scales[0]] {
		fmt.Fprintf(out, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, plotColors[i%len(plotColors)])
		var y float64
		for _, rows := range scales {
			y = plotY(math.Log10(median(measured[rows][i].wall).Seconds()))
			fmt.Fprintf(out, "%.1f,%.1f ", plotX(math.Log10(float64(rows))), y)
		}
		legend := plotTop + 10 + 20*i
		fmt.Fprintf(out, `"/><line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="3"/><text x="%d" y="%d">%s</text>`+"\n",
			plotWidth-plotRight+12, legend, plotWidth-plotRight+32, legend, plotColors[i%len(plotColors)], plotWidth-plotRight+38, legend+4, r.name)
	}
	fmt.Fprintf(out, `<text x="%d" y="%d" text-anchor="middle">rows</text></svg>`+"\n", plotLeft+plotInnerX/2, plotHeight-12)
	return out.Bytes()
}

func plotX(power float64) float64 {
	return plotLeft + plotInnerX*(power-plotFrom)/(plotTo-plotFrom)
}

func plotY(power float64) float64 {
	return plotTop + plotInnerY*(plotLongest-power)/(plotLongest-plotShortest)
}
