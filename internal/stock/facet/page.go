package facet

import (
	"cmp"
	"math"
	"slices"

	"forecourt/internal/vehicle"
)

// position is a vehicle's place in an order: by rank, then by identity. Among the rows of one layer, tie stands for
// the identity.
type position struct {
	rank, tie int64
	layer     *layer
	row       uint32
}

func (p *position) id() vehicle.ID { return p.layer.ids.at(p.row) }

// page has the first limit + 1 vehicles after a place, in order.
type page struct {
	limit      int
	descending bool
	rows       []position
	// worst is the rank of the last row of a full page, otherwise the greatest number. What comes after it is not on the
	// page.
	worst int64
}

// compare compares two positions.
func (pg *page) compare(p, q position) int {
	order := cmp.Compare(p.rank, q.rank)
	switch {
	case order != 0:
		return order
	case p.layer == q.layer:
		return cmp.Compare(p.tie, q.tie)
	}
	order = p.id().Compare(q.id())
	if pg.descending && p.rank != math.MaxInt64 { // Vehicles without a value come last, in ascending order.
		return -order
	}
	return order
}

// ends reports whether the page is full and a position comes after its last one.
func (pg *page) ends(p position) bool {
	return len(pg.rows) > pg.limit && pg.compare(p, pg.rows[pg.limit]) > 0
}

// put adds a position, if it belongs on the page and is not there yet.
func (pg *page) put(p position) {
	if pg.ends(p) {
		return
	}
	at, there := slices.BinarySearchFunc(pg.rows, p, pg.compare)
	if there {
		return
	}
	if len(pg.rows) > pg.limit {
		pg.rows = pg.rows[:pg.limit]
	}
	pg.rows = slices.Insert(pg.rows, at, p)
	if len(pg.rows) > pg.limit {
		pg.worst = pg.rows[pg.limit].rank
	}
}

// usualPage is for how many vehicles a page has room from the beginning, at most.
const usualPage = 100

// found returns the page as an answer.
func (pg *page) found(total int64) Found {
	shown := pg.rows[:min(len(pg.rows), pg.limit)]
	found := Found{Total: total, More: len(pg.rows) > pg.limit}
	found.IDs, found.Revisions = slices.Grow(found.IDs, len(shown)), slices.Grow(found.Revisions, len(shown))
	for _, p := range shown {
		found.IDs = append(found.IDs, p.id())
		found.Revisions = append(found.Revisions, p.layer.revisions[p.row])
	}
	return found
}
