package terminal

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Wrap prints a text in lines that fit a terminal. The first line begins with a mark.
func Wrap(w io.Writer, text string) {
	line := "  -"
	for word := range strings.FieldsSeq(text) {
		if len([]rune(line))+1+len([]rune(word)) > Width && strings.TrimSpace(line) != "" {
			fmt.Fprintln(w, line)
			line = "   "
		}
		line += " " + word
	}
	fmt.Fprintln(w, line)
}

// ShortDuration shows milliseconds only for short durations.
func ShortDuration(took time.Duration) string {
	if took < time.Minute {
		return took.Round(time.Millisecond).String()
	}
	return took.Round(time.Second).String()
}

// ShortTime cuts an RFC 3339 time in UTC after the seconds. Another text is returned as it is.
func ShortTime(text string) string { return formatTime(text, "2006-01-02 15:04:05 UTC") }

// ShortStart is ShortTime without the year.
func ShortStart(text string) string { return formatTime(text, "01-02 15:04:05") }

func formatTime(text, form string) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return t.UTC().Format(form)
}

// ShortAge shows an age in its two largest units.
func ShortAge(age time.Duration) string {
	switch {
	case age < time.Minute:
		return age.Round(time.Second).String()
	case age < time.Hour:
		return fmt.Sprintf("%d min", age/time.Minute)
	case age < 48*time.Hour:
		return fmt.Sprintf("%d h %d min", age/time.Hour, age%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%d days", age/(24*time.Hour))
}
