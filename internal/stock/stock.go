// Package stock answers searches for vehicles, from the live source or from the local copy.
package stock

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"forecourt/internal/vehicle"
)

// ErrUnavailable is wrapped by every error that says that the rows cannot be read now.
var ErrUnavailable = errors.New("the stock cannot be read now")

// errCursor says that a cursor's value does not belong to the order. A cursor that was handed out never does that.
var errCursor = errors.New("the cursor does not belong to this order")

// queries are one engine's search, as the two parts of a page and the count.
type queries interface {
	// with returns vehicles that have the sort's value, behind the place.
	with(ctx context.Context, s vehicle.Search, after *vehicle.Cursor, limit int) ([]vehicle.Vehicle, error)
	// without returns those that have none, behind the id.
	without(ctx context.Context, s vehicle.Search, afterID *int64, limit int) ([]vehicle.Vehicle, error)
	count(ctx context.Context, s vehicle.Search) (int64, error)
}

// search puts a page together. It asks for one row more than the page has, to know whether there are more.
func search(ctx context.Context, q queries, s vehicle.Search) (vehicle.Page, error) {
	var found []vehicle.Vehicle
	var err error
	inTail := s.After != nil && s.After.Value == nil
	if !inTail {
		if found, err = q.with(ctx, s, s.After, s.Limit+1); err != nil {
			return vehicle.Page{}, err
		}
	}
	if missing := s.Limit + 1 - len(found); missing > 0 && s.Sort != vehicle.ByUpdatedAtDesc {
		var afterID *int64
		if inTail {
			afterID = &s.After.ID
		}
		rest, err := q.without(ctx, s, afterID, missing)
		if err != nil {
			return vehicle.Page{}, err
		}
		found = append(found, rest...)
	}
	page := vehicle.Page{Vehicles: found}
	if page.More = len(found) > s.Limit; page.More {
		page.Vehicles = found[:s.Limit]
	}
	if s.After == nil && !page.More {
		page.Total = int64(len(page.Vehicles))
		return page, nil
	}
	page.Total, err = q.count(ctx, s)
	// The rows may have changed between the queries.
	page.Total = min(max(page.Total, int64(len(page.Vehicles))), vehicle.CountedUpTo+1)
	return page, err
}

// place reads a cursor's value as the number that its order has.
func placeInteger(after *vehicle.Cursor) (*int64, error) {
	if after == nil {
		return nil, nil
	}
	n, err := strconv.ParseInt(*after.Value, 10, 64)
	if err != nil {
		return nil, errCursor
	}
	return &n, nil
}

func placeMoney(after *vehicle.Cursor) (*vehicle.Amount, error) {
	if after == nil {
		return nil, nil
	}
	var m vehicle.Amount
	if err := m.Scan(*after.Value); err != nil {
		return nil, errCursor
	}
	return &m, nil
}

// timeText is a date and time as both engines hold it, zero dates included.
var timeText = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$`)

func placeTime(after *vehicle.Cursor) (vehicle.DateTime, error) {
	if !timeText.MatchString(*after.Value) {
		return "", errCursor
	}
	return vehicle.DateTime(*after.Value), nil
}

// maxVariants bounds how many ways of writing a word are tried.
const maxVariants = 64

// variants returns the ways in which a word can stand in a row after ASCII letters were folded: SQLite's lower() leaves
// other letters as they are, so each of those is tried in both cases.
func variants(words []string) []string {
	var all []string
	for _, word := range words {
		forms := []string{""}
		for _, r := range strings.ToLower(word) {
			upper := unicode.ToUpper(r)
			both := r >= utf8.RuneSelf && upper != r && len(forms)*2 <= maxVariants
			count := len(forms)
			for i := range count {
				if both {
					forms = append(forms, forms[i]+string(upper))
				}
				forms[i] += string(r)
			}
		}
		all = append(all, forms...)
	}
	return all
}

// lowered returns the words in lower case.
func lowered(words []string) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = strings.ToLower(word)
	}
	return list
}

// unavailable wraps an error of the engine; errors of the context and of the cursor stay what they are.
func unavailable(ctx context.Context, what string, err error) error {
	if err == nil || ctx.Err() != nil || errors.Is(err, errCursor) || errors.Is(err, ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%s: %w: %w", what, ErrUnavailable, err)
}

// IsCursorError tells whether a search failed because its cursor does not belong to its order.
func IsCursorError(err error) bool { return errors.Is(err, errCursor) }
