package adapt

import (
	"strings"
	"time"
)

var dateForms = []struct {
	form string
	iso  bool
}{
	{"2006-01-02 15:04:05", true}, {"2006-01-02", true}, {time.RFC3339, true}, {"2006-01-02T15:04:05", true}, {"2006-01-02T15:04:05-0700", true}, {"2006-01-02 15:04", true},
	{"02.01.2006", false}, {"2.1.2006", false}, {"02/01/2006", false}, {"01/02/2006", false}, {"1/2/2006", false}, {"02-01-2006", false}, {"02.01.2006 15:04", false}, {"02/01/2006 15:04", false},
	{"01/2006", false}, {"1/2006", false}, {"01.2006", false}, {"01-2006", false}, {"2006-01", true}, {"2006/01", true}, {"2006/01/02", true}, {"Jan 2006", false}, {"2 Jan 2006", false}, {"02.01.2006 15:04:05", false},
	{"2006-01-02 15:04:05.999999", true}, {"2006/01/02 15:04:05", true}, {"01/02/2006 15:04", false}, {"1/2/2006 3:04:05 PM", false}, {"Jan 2, 2006", false},
	{"2006/1", true}, {"2006/1/2", true}, {"2006-1", true}, {"2006-1-2", true}, {"2006年1月", true}, {"2006年01月", true}, {"2006年1月2日", true}, {"2006年01月02日", true},
}

// dateOf reads a date, and returns its year.
func dateOf(text string) (year int, iso, ok bool) {
	if len(text) < 6 || len(text) > 35 || !strings.ContainsAny(text, "-/. 年") {
		return 0, false, false
	}
	for _, f := range dateForms {
		if at, err := time.Parse(f.form, text); err == nil && at.Year() > 1900 && at.Year() < 2100 {
			return at.Year(), f.iso, true
		}
	}
	return 0, false, false
}
