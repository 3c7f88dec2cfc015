package facet

import (
	"hash/maphash"
	"strings"

	"forecourt/internal/vehicle"
)

// wholes is a column of texts that differ for nearly every vehicle, such as the VIN. It has only a hash of each text,
// which needs little memory. Two different texts have the same hash with a probability of 1 in 2^63.
type wholes struct {
	field *vehicle.Field
	// hashes are the hashes of the texts in lower case. An unknown text is vehicle.None.
	hashes []int64
}

func (w *wholes) add(seed maphash.Seed, value vehicle.Value) {
	if !value.Known() {
		w.hashes = append(w.hashes, vehicle.None)
		return
	}
	w.hashes = append(w.hashes, hashOf(seed, value.Text()))
}

// hashOf returns the hash of a text, which does not depend on case. It is never vehicle.None.
func hashOf(seed maphash.Seed, text string) int64 {
	return int64(maphash.String(seed, strings.ToLower(text)) >> 1)
}

// addWholes adds a filter for texts, or, if without is set, against them.
func (f *filters) addWholes(seed maphash.Seed, w *wholes, asked []string, without bool) {
	list := make([]int64, len(asked))
	for i, text := range asked {
		list[i] = hashOf(seed, text)
	}
	f.lists = append(f.lists, listFilter{w.hashes, list, without})
}
