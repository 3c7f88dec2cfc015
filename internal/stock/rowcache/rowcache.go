// Package rowcache keeps the vehicles that an index has found last.
package rowcache

import (
	"encoding/binary"
	"strings"

	"github.com/coocood/freecache"

	"forecourt/internal/stock/facet"
	"forecourt/internal/vehicle"
)

const (
	// keptBytes is how much memory the vehicles take, each of them about 300 bytes.
	keptBytes = 24 << 20
	// rowBytes is room for a usual packed vehicle.
	rowBytes = 256
)

// Cache keeps vehicles of a shape, each as it was at a revision of the index. Its memory has no pointers, which the
// garbage collector would have to follow. It is safe for concurrent use.
type Cache struct {
	shape *vehicle.Shape
	rows  *freecache.Cache
}

// New returns an empty cache.
func New(shape *vehicle.Shape) *Cache { return &Cache{shape, freecache.NewCache(keptBytes)} }

// Page returns the vehicles that were found. Those that are not kept are missing: their places in the list are empty.
func (c *Cache) Page(found facet.Found) (list []vehicle.Vehicle, missing []vehicle.ID) {
	list = c.shape.NewList(len(found.IDs))
	ends := make([]int, len(found.IDs))
	var all strings.Builder // One text for all, because the vehicles' texts share its memory.
	all.Grow(len(found.IDs) * rowBytes)
	add := func(row []byte) error {
		_, err := all.Write(row)
		return err
	}
	var key []byte
	for i, id := range found.IDs {
		key = appendKey(key[:0], id, found.Revisions[i])
		if c.rows.GetFn(key, add) != nil { // It fails only if it has no such key.
			missing = append(missing, id)
		}
		ends[i] = all.Len()
	}
	packed, begin := all.String(), 0
	for i, end := range ends {
		if end > begin {
			list[i].ID = found.IDs[i]
			list[i].Unpack(packed[begin:end])
		}
		begin = end
	}
	return list, missing
}

// Add keeps a vehicle, and may drop another one for it. A vehicle of more than a thousandth of the cache is not kept.
func (c *Cache) Add(v *vehicle.Vehicle, revision uint32) {
	_ = c.rows.Set(appendKey(nil, v.ID, revision), []byte(c.shape.Pack(v)), 0)
}

// appendKey appends the key of a vehicle at a revision of the index.
func appendKey(to []byte, id vehicle.ID, revision uint32) []byte {
	to = binary.LittleEndian.AppendUint32(to, revision)
	if id.IsText() {
		return append(append(to, 't'), id.String()...)
	}
	return binary.AppendVarint(append(to, 'n'), id.Number())
}
