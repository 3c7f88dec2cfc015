package api

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/dustin/go-humanize"

	"forecourt/internal/vehicle"
)

// maxSummary is how many characters a summary has at most.
const maxSummary = 200

// currencySigns are those that stand before an amount.
var currencySigns = map[string]string{"USD": "$", "GBP": "£", "EUR": "€"}

// summary says in one line what a person would read first.
func summary(v *vehicle.Vehicle) string {
	var b strings.Builder
	for _, part := range []*string{year(v.Year), &v.Make, &v.Model, v.Trim} {
		put(&b, " ", part)
	}
	for _, part := range []*string{v.Color, v.BodyType, v.Transmission, v.FuelType, v.Drivetrain, distance(v), price(v), v.Location} {
		put(&b, ", ", part)
	}
	return line(b.String(), maxSummary)
}

func put(b *strings.Builder, separator string, part *string) {
	if part == nil || *part == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteString(separator)
	}
	b.WriteString(*part)
}

func year(n *int64) *string {
	if n == nil {
		return nil
	}
	text := strconv.FormatInt(*n, 10)
	return &text
}

func distance(v *vehicle.Vehicle) *string {
	if v.Mileage == nil {
		return nil
	}
	text := humanize.Comma(*v.Mileage)
	if v.MileageUnit != nil {
		text += " " + *v.MileageUnit
	}
	return &text
}

// price writes an amount, without its decimals when they are zero.
func price(v *vehicle.Vehicle) *string {
	if v.Price == nil {
		return nil
	}
	text := humanize.Comma(int64(*v.Price) / 100)
	if cents := int64(*v.Price) % 100; cents != 0 {
		text += "." + strconv.FormatInt(100+cents, 10)[1:]
	}
	if v.Currency != nil {
		if sign := currencySigns[*v.Currency]; sign != "" {
			text = sign + text
		} else {
			text += " " + *v.Currency
		}
	}
	return &text
}

// line makes one line of a text: no control characters, no marks of direction, at most so many characters.
func line(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	if len(text) > most {
		if runes := []rune(text); len(runes) > most {
			return string(runes[:most]) + "…"
		}
	}
	return text
}
