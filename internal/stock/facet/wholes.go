package facet

import (
	"hash/maphash"
	"strings"

	"forecourt/internal/vehicle"
)

// wholes is one column of texts that nearly every vehicle has its own of, such as the VIN. Only a hash of each is kept,
// so that they take little memory: of two different texts, one in 2^63 has the same.
type wholes struct {
	field *vehicle.Field
	// hashes are those of the texts in lower case, vehicle.None for unknown ones.
	hashes []int64
}

func (w *wholes) add(seed maphash.Seed, value vehicle.Value) {
	if !value.Known() {
		w.hashes = append(w.hashes, vehicle.None)
		return
	}
	w.hashes = append(w.hashes, hashOf(seed, value.Text()))
}

// hashOf returns the hash of a text, whatever its case. It is never vehicle.None.
func hashOf(seed maphash.Seed, text string) int64 {
	return int64(maphash.String(seed, strings.ToLower(text)) >> 1)
}

// addWholes adds a filter for texts, or one against them.
func (f *filters) addWholes(seed maphash.Seed, w *wholes, asked []string, without bool) {
	list := make([]int64, len(asked))
	for i, text := range asked {
		list[i] = hashOf(seed, text)
	}
	f.lists = append(f.lists, listFilter{w.hashes, list, without})
}
