package adapt_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// composed makes texts of several facts, and texts after a pattern: "pat:AA-999" has two letters and three digits.
func (c *car) composed(kind, rest string) (string, bool) {
	switch kind {
	case "makemodelonly":
		return c.make + " " + c.model, true
	case "modeltrim":
		text := c.model + " " + c.trim
		if rest == "upper" {
			text = strings.ToUpper(text)
		}
		return text, true
	case "slug":
		return strings.ToLower(strings.ReplaceAll(fmt.Sprintf("%d %s %s %d", c.year, c.make, c.model, 1000+c.row), " ", "-")), true
	case "colorpair":
		return pick(c.rng, c.words["color.en"]) + " / " + pick(c.rng, c.words["color.en"]), true
	case "pat":
		return strings.Map(func(r rune) rune {
			switch r {
			case 'A':
				return 'A' + rune(c.rng.IntN(26))
			case '9':
				return '0' + rune(c.rng.IntN(10))
			}
			return r
		}, rest), true
	}
	return "", false
}

// computed makes numbers from others: "price*42", "km/10000" with two decimals, "km//1000" without, and "mi.0" as a
// program writes it that takes all numbers for fractions. "near33" is 33 to 40.
func (c *car) computed(kind, rest string) (string, bool) {
	if base, ok := strings.CutSuffix(kind, ".0"); ok {
		v, ok := c.number(base, rest)
		if !ok {
			v, ok = c.dated(base)
		}
		return v + ".0", ok
	}
	if least, ok := strings.CutPrefix(kind, "near"); ok {
		n := atoi(least)
		return strconv.Itoa(n + c.rng.IntN(n/5+2)), true
	}
	switch kind {
	case "seats":
		return strconv.Itoa(4 + c.rng.IntN(5)), true
	case "litres":
		return fmt.Sprintf("%.1f", 4+c.rng.Float64()*8), true
	}
	at := strings.LastIndexAny(kind, "*/")
	if at < 0 {
		return "", false
	}
	base, by := strings.TrimSuffix(kind[:at], "/"), float64(atoi(kind[at+1:]))
	text, ok := c.number(base, rest)
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case !ok || err != nil:
		return "", false
	case kind[at] == '*':
		return strconv.FormatFloat(math.Round(n*by), 'f', -1, 64), true
	case kind[at-1] == '/':
		return strconv.Itoa(int(n / by)), true
	}
	return strconv.FormatFloat(math.Round(n/by*100)/100, 'f', -1, 64), true
}

// datedText makes dates as programs and people of many countries write them.
func (c *car) datedText(kind string, day time.Time) (string, bool) {
	switch kind {
	case "yyyymmdd+":
		return day.AddDate(1, 0, 0).Format("20060102"), true
	case "isodate+":
		recent := time.Date(2026, 11, 1+c.rng.IntN(19), 6+c.rng.IntN(12), c.rng.IntN(60), c.rng.IntN(60), 0, time.UTC)
		return recent.Format("2006-01-02T15:04:05-0700"), true
	case "isoz":
		return day.Format("2006-01-02T15:04:05Z"), true
	case "dmy":
		return day.Format("02/01/2006"), true
	case "dmydot":
		return day.Format("02.01.2006"), true
	case "mdy":
		return day.Format("01/02/2006"), true
	case "jsdate":
		return day.Format("Mon Jan 02 2006 15:04:05") + " GMT-0800 (PST)", true
	case "regdmy":
		return fmt.Sprintf("%02d/%02d/%d", 1+c.rng.IntN(28), c.month, c.year), true
	case "yyyy/m":
		return fmt.Sprintf("%d/%d", c.year, c.month), true
	case "yyyymm":
		return fmt.Sprintf("%d%02d", c.year, c.month), true
	case "zhmonth":
		return fmt.Sprintf("%d年%02d月", c.year, c.month), true
	}
	return "", false
}
