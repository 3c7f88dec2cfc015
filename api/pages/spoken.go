package pages

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dustin/go-humanize"

	"forecourt/api/pages/address"
	"forecourt/internal/vehicle"
)

// title makes the first letter of a text a capital.
func title(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// shorten cuts a text after so many characters.
func shorten(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// label returns what people call a parameter.
func (p *Pages) label(parameter string) string {
	if f := p.Shape.Field(parameter); f != nil {
		return title(f.Noun())
	}
	if f := p.rangeField(parameter); f != nil {
		if strings.HasSuffix(parameter, address.MinEnd) {
			return title(f.Noun()) + " from"
		}
		return title(f.Noun()) + " up to"
	}
	switch parameter {
	case "sort":
		return "Order"
	case excluded:
		return "Not"
	}
	return title(strings.ReplaceAll(parameter, "_", " "))
}

// orderText says in words which cars come first.
func (p *Pages) orderText(order string) string {
	f, descending := p.Shape.SortedBy(vehicle.Sort(order))
	if f == nil {
		return "Latest number first"
	}
	noun := f.Noun()
	if past, ok := strings.CutSuffix(f.Name, "_at"); ok && f.Kind == vehicle.Date {
		noun = past
	}
	switch {
	case f.Kind == vehicle.Date && descending:
		return "Last " + noun + " first"
	case f.Kind == vehicle.Date:
		return "First " + noun + " first"
	case descending:
		return "Highest " + noun + " first"
	}
	return "Lowest " + noun + " first"
}

// spokenBound writes an end of a range, with the unit if all cars have the same.
func (p *Pages) spokenBound(f *vehicle.Field, value string, answer *found) string {
	if f.Kind == vehicle.Date {
		return day(value)
	}
	n, err := f.ParseNumber(value)
	if err != nil {
		return value
	}
	if f.Unit == "" {
		return value
	}
	return f.SpokenNumber(n, p.agreed(f.Unit, answer.Items))
}

// spokenValue writes a parameter's value as people do.
func (p *Pages) spokenValue(name, value string, answer *found) string {
	if name == "sort" {
		return p.orderText(value)
	}
	if f := p.rangeField(name); f != nil {
		return p.spokenBound(f, value, answer)
	}
	return value
}

// agreed returns the value that all cars with a value share, "" if they differ.
func (p *Pages) agreed(name string, cars []car) string {
	f := p.Shape.Field(name)
	if f == nil {
		return ""
	}
	all := ""
	for _, c := range cars {
		text, ok := c[name]
		if !ok {
			continue
		}
		value, err := valueOf(f, text)
		switch one := value.Text(); {
		case err != nil || all != "" && one != all:
			return ""
		default:
			all = one
		}
	}
	return all
}

// flagText writes a flag as yes or no.
func flagText(f *vehicle.Field, value string) string {
	if f.Kind != vehicle.Flag {
		return value
	}
	switch strings.ToLower(value) {
	case "true", "1", "y":
		return vehicle.Yes
	case "false", "0", "n":
		return vehicle.No
	}
	return value
}

// spoken writes a car's value as people do.
func (p *Pages) spoken(v *vehicle.Vehicle, f *vehicle.Field) string {
	if f.Kind == vehicle.Date {
		return day(v.Value(f).Text())
	}
	return p.Shape.Spoken(v, f)
}

// day writes a date, with its time where it has one: 4 Oct 2026, 09:30.
func day(text string) string {
	text, _, _ = strings.Cut(text, ".")
	if t, err := time.Parse(time.DateTime, text); err == nil {
		if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
			return t.Format("2 Jan 2006")
		}
		return t.Format("2 Jan 2006, 15:04")
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.Format("2 Jan 2006")
	}
	return text
}

// moment is a time in three forms: for programs, in words, and in full.
type moment struct{ At, Ago, Full string }

// moment reads a time of the API.
func (p *Pages) moment(text string) moment {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return moment{}
	}
	return p.momentOf(t)
}

func (p *Pages) momentOf(t time.Time) moment {
	ago := "just now"
	if p.Now().Sub(t) >= time.Minute {
		ago = humanize.RelTime(t, p.Now(), "ago", "from now")
	}
	return moment{At: t.UTC().Format(time.RFC3339), Ago: ago, Full: t.UTC().Format("2 Jan 2006, 15:04 UTC")}
}
