package adapt

import "strings"

func statusFit(p *profile) (float64, string) {
	share := p.known["status"]
	switch {
	case p.dates > 0.3 || !p.few() || p.numeric > 0.9 && p.distinct > 8 || p.length > 40:
		return -1, ""
	case share > 0.6 && p.length > 2:
		return 1, percent(share, "are known values")
	case share > 0.25 && p.length > 2:
		return 0.6, percent(share, "are known values")
	case flagOf(p) != nil:
		return 0.4, "a flag"
	case share == 0 && !initials(p):
		return -0.45, "" // Nothing says what its values mean.
	}
	return 0, ""
}

// initials reports whether all values are first letters of what a status says: available, sold, reserved, pending,
// hold.
func initials(p *profile) bool {
	for value := range p.counts {
		switch strings.ToLower(value) {
		case "a", "s", "r", "p", "h":
		default:
			return false
		}
	}
	return p.filled > 0
}
