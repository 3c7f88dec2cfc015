package syncer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// View names a view to copy.
type View struct {
	Name string
	// Key names the columns that together identify a row. If it is empty, the key that the source declares is used, if
	// there is one.
	Key []string
	// Cursor names a column whose value grows whenever a row is inserted or updated. Most runs then read only the rows
	// from its last value on. "" means that every run reads all rows.
	Cursor string
}

// CheckViews finds views that cannot be copied together, because their tables would have the same name.
func CheckViews(views []View) error {
	seen := map[string]string{}
	for _, view := range views {
		folded := rowset.FoldName(view.Name)
		switch {
		case view.Name == "":
			return errors.New("SYNC_VIEWS has an empty name: write name or name:key_column, separated by commas")
		case seen[folded] != "":
			return fmt.Errorf("SYNC_VIEWS: %s and %s would be one table, because SQLite does not tell upper from lower case", seen[folded], view.Name)
		}
		if err := cache.CheckName(view.Name); err != nil {
			return fmt.Errorf("SYNC_VIEWS: %w", err)
		}
		for i, column := range view.Key {
			if column == "" || slices.Contains(view.Key[:i], column) {
				return fmt.Errorf("SYNC_VIEWS: the key of %s names no column, or one twice: write name:column, or name:first+second", view.Name)
			}
		}
		seen[folded] = view.Name
	}
	return nil
}

// ParseViews reads views as SYNC_VIEWS names them, and checks them as CheckViews does: NAME, NAME:KEY or
// NAME:KEY:CURSOR, separated by commas. KEY is a column, or several joined by +. A name that contains such a sign must
// be in double quotes, and a double quote in it is doubled.
func ParseViews(texts ...string) ([]View, error) {
	var list []View
	for _, text := range texts {
		found, err := parseViews(text)
		if err != nil {
			return nil, fmt.Errorf("SYNC_VIEWS: %s: %w", text, err)
		}
		list = append(list, found...)
	}
	if err := CheckViews(list); err != nil {
		return nil, err
	}
	return list, nil
}

func parseViews(text string) ([]View, error) {
	views := []View{{}}
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
			views, part = append(views, View{}), 0
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
