package facet

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"forecourt/internal/vehicle"
)

// wholes is a column of texts that differ for nearly every vehicle, such as the VIN. It has only a hash of each text,
// which needs little memory. Two different texts have the same hash with a probability of 1 in 2^63.
type wholes struct {
	field *vehicle.Field
	// hashes are the hashes of the texts in lower case. An unknown text is vehicle.None.
	hashes []int64
}

func (w *wholes) add(seed uint64, value vehicle.Value) {
	if !value.Known() {
		w.hashes = append(w.hashes, vehicle.None)
		return
	}
	w.hashes = append(w.hashes, hashOf(seed, value.Text()))
}

// hashOf returns the hash of a text, which does not depend on case. It is never vehicle.None.
func hashOf(seed uint64, text string) int64 {
	var d xxhash.Digest
	d.ResetWithSeed(seed)
	_, _ = d.WriteString(strings.ToLower(text)) // It never fails.
	return int64(d.Sum64() >> 1)
}

// addWholes adds a filter for texts, or, if without is set, against them.
func (f *filters) addWholes(seed uint64, w *wholes, asked []string, without bool) {
	list := make([]int64, len(asked))
	for i, text := range asked {
		list[i] = hashOf(seed, text)
	}
	f.lists = append(f.lists, listFilter{w.hashes, list, without})
}
