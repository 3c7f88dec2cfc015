package facet

import (
	"cmp"
	"math"
	"slices"

	"forecourt/internal/vehicle"
)

// position is a vehicle's place in an order: they compare by rank, then by identity. Among the rows of one layer, tie
// is the order of the identities.
type position struct {
	rank, tie int64
	layer     *layer
	row       uint32
}

func (p *position) id() vehicle.ID { return p.layer.ids.at(p.row) }

// page holds the first limit + 1 vehicles behind a place, in order.
type page struct {
	limit      int
	descending bool
	rows       []position
}

// compare orders positions.
func (pg *page) compare(p, q position) int {
	order := cmp.Compare(p.rank, q.rank)
	switch {
	case order != 0:
		return order
	case p.layer == q.layer:
		return cmp.Compare(p.tie, q.tie)
	}
	order = p.id().Compare(q.id())
	if pg.descending && p.rank != math.MaxInt64 { // Those without a value come last, and ascend.
		return -order
	}
	return order
}

// ends tells whether the page is full, and a position behind its last one.
func (pg *page) ends(p position) bool {
	return len(pg.rows) > pg.limit && pg.compare(p, pg.rows[pg.limit]) > 0
}

// put takes a position into the page, if it belongs there and is not there yet.
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
}

// found returns the page as an answer.
func (pg *page) found(total int64) Found {
	found := Found{Total: total, More: len(pg.rows) > pg.limit}
	for _, p := range pg.rows[:min(len(pg.rows), pg.limit)] {
		found.IDs = append(found.IDs, p.id())
		found.Revisions = append(found.Revisions, p.layer.revisions[p.row])
	}
	return found
}
