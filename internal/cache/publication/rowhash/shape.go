package rowhash

import (
	"fmt"
	"strconv"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// Shape describes the key and the columns from which the hashes were made. Hashes of another shape cannot be
// compared.
func Shape(keys []int, columns []rowset.Column) string {
	text := shapePrefix + joinPlaces(keys)
	for _, column := range columns {
		text += fmt.Sprintf(", %s %s %d", cache.Quote(column.Name), column.Kind, column.Affinity())
	}
	return text
}

// shapePrefix begins every shape of this version.
const shapePrefix = "1 key "

// joinPlaces writes the positions of the key columns; "-1" stands for no key.
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

// ShapeKeys returns the positions of the key columns from a shape. ok is false if another version has written it.
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

// unstable is at the end of the shape of a view without a key if the fingerprint of the rows is not that of the copy.
const unstable = ", unstable"

// Unstable marks a shape: the copy holds some values as other types than the source sends, so the fingerprint of the
// rows is not that of the copy.
func Unstable(shape string) string { return shape + unstable }

// IsUnstable reports whether Unstable has marked a shape.
func IsUnstable(shape string) bool { return strings.HasSuffix(shape, unstable) }
