package mapping

import (
	"math"
	"strconv"
	"strings"

	"forecourt/internal/vehicle"
)

// among is the condition that a column has one of the values that the file lists. Numbers are compared as numbers, and
// texts without regard to case.
func (e Engine) among(c Column, values []string) string {
	column := e.ref(c)
	if c.Kind == BitColumn {
		column = "(" + column + " + 0)"
	}
	var texts, numbers []string
	for _, value := range values {
		if c.numeric() {
			if number, ok := numberOf(value); ok {
				numbers = append(numbers, number)
			}
			if c.Kind != AnyColumn {
				continue
			}
		}
		texts = append(texts, strings.ToLower(value))
	}
	var conditions []string
	if len(numbers) > 0 {
		conditions = append(conditions, column+" IN ("+strings.Join(numbers, ", ")+")")
	}
	if len(texts) > 0 {
		conditions = append(conditions, e.lower(e.text(c))+" IN ("+e.literals(texts)+")")
	}
	if len(conditions) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}

// forms are the ways in which a database may write the values: a date with or without a time, and a time with up to six
// decimals.
func forms(kind vehicle.Kind, values []string) []string {
	if kind != vehicle.Date {
		return values
	}
	var list []string
	for _, value := range values {
		list = append(list, value)
		packed, err := vehicle.DateTime(value).Pack()
		if err != nil {
			continue
		}
		text := string(vehicle.UnpackDate(packed))
		if len(text) < len(midnight) {
			text += midnight[len(text):]
		}
		for ; ; text = text[:len(text)-1] {
			list = append(list, text)
			if !strings.HasSuffix(text, "0") || !strings.Contains(text, ".") {
				break
			}
		}
		if whole, isWhole := strings.CutSuffix(text, "."); isWhole {
			list = append(list, whole)
			if day, isDay := strings.CutSuffix(whole, " 00:00:00"); isDay {
				list = append(list, day)
			}
		}
	}
	return list
}

// numberOf reads a value of the file as a number. true and false are 1 and 0, as databases store them.
func numberOf(value string) (string, bool) {
	switch strings.ToLower(value) {
	case "true":
		return "1", true
	case "false":
		return "0", true
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "", false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}
