package rowhash

import (
	"fmt"
	"strconv"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// Shape says of which key and columns the hashes were made.
func Shape(keys []int, columns []rowset.Column) string {
	text := shapePrefix + joinPlaces(keys)
	for _, column := range columns {
		text += fmt.Sprintf(", %s %s %d", cache.Quote(column.Name), column.Kind, column.Affinity())
	}
	return text
}

// shapePrefix begins every shape of this version.
const shapePrefix = "1 key "

// joinPlaces writes the places of the key's columns; -1 is no key.
func joinPlaces(keys []int) string {
	if len(keys) == 0 {
		return "-1"
	}
	parts := make([]string, len(keys))
	for i, at := range keys {
		parts[i] = strconv.Itoa(at)
	}
	return strings.Join(parts, "+")
}

// ShapeKeys reads the places of the key's columns from a shape, and tells whether this version has written it.
func ShapeKeys(shape string) (keys []int, ok bool) {
	text, ok := strings.CutPrefix(shape, shapePrefix)
	text, _, _ = strings.Cut(text, ",")
	if !ok || text == "-1" {
		return nil, ok
	}
	for part := range strings.SplitSeq(text, "+") {
		at, err := strconv.Atoi(part)
		if err != nil || at < 0 {
			return nil, false
		}
		keys = append(keys, at)
	}
	return keys, true
}

// unstable ends the shape of a view without a key whose fingerprint is not that of the copy.
const unstable = ", unstable"

// Unstable marks a shape: the source sends values that the copy holds as other types, so that its fingerprint is not
// the copy's.
func Unstable(shape string) string { return shape + unstable }

// IsUnstable tells whether Unstable has marked a shape.
func IsUnstable(shape string) bool { return strings.HasSuffix(shape, unstable) }
