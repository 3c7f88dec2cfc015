package main

import (
	"errors"
	"fmt"
	"strings"

	"forecourt/internal/config"
	"forecourt/internal/syncer"
)

// views reads SYNC_VIEWS: NAME, NAME:KEY or NAME:KEY:CURSOR, separated by commas. KEY is a column, or several joined by
// +. A name that contains such a sign must be in double quotes, and a double quote in it is doubled.
func views(settings config.Views) ([]syncer.View, error) {
	var list []syncer.View
	for _, text := range settings.Names {
		found, err := parseViews(text)
		if err != nil {
			return nil, usageError{fmt.Errorf("SYNC_VIEWS: %s: %w", text, err)}
		}
		list = append(list, found...)
	}
	if err := syncer.CheckViews(list); err != nil {
		return nil, usageError{err}
	}
	return list, nil
}

func parseViews(text string) ([]syncer.View, error) {
	views := []syncer.View{{}}
	part := 0
	signs := [...]string{",:", ",:+", ",:"}
	for {
		name, rest, err := cutName(text, signs[part])
		if err != nil {
			return nil, err
		}
		view := &views[len(views)-1]
		switch part {
		case 0:
			view.Name = name
		case 1:
			// NAME::CURSOR has no key.
			if name != "" || strings.HasPrefix(rest, "+") || len(view.Key) > 0 {
				view.Key = append(view.Key, name)
			}
		case 2:
			view.Cursor = name
		}
		if rest == "" {
			return views, nil
		}
		switch sign := rest[0]; {
		case sign == ',':
			views, part = append(views, syncer.View{}), 0
		case sign == ':' && part < 2:
			part++
		case sign == '+' && part == 1:
		default:
			return nil, fmt.Errorf("%q is not expected after %q: write NAME, NAME:KEY or NAME:KEY:CURSOR, a key of several columns as FIRST+SECOND, and names with such signs in double quotes", sign, name)
		}
		text = rest[1:]
	}
}

// cutName splits off the first name. rest begins with one of the signs, or is empty.
func cutName(text, signs string) (name, rest string, err error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, signs)
		if end < 0 {
			end = len(text)
		}
		return strings.TrimSpace(text[:end]), text[end:], nil
	}
	var b strings.Builder
	for text = text[1:]; ; {
		before, after, found := strings.Cut(text, `"`)
		b.WriteString(before)
		if !found {
			return "", "", errors.New("a name begins with a double quote, but does not end with one")
		}
		if !strings.HasPrefix(after, `"`) {
			return b.String(), strings.TrimSpace(after), nil
		}
		b.WriteByte('"')
		text = after[1:]
	}
}
