package bench

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"forecourt/internal/demo"
	"forecourt/internal/vehicle"
)

const (
	// changedOf and soldOf: each state of a history changes one vehicle of so many, and sells one of so many. They are
	// prime, so that every state has other vehicles.
	changedOf = 5003
	soldOf    = 49_999
	// pageLength is how many cars a page has.
	pageLength = 20
)

// history is a plain model of a stock that changes: which vehicles it had in each state. State 0 is the first one. It
// is safe for concurrent use.
type history struct {
	all []demo.Vehicle
	// alike are the vehicles of a make and model in state 0, in the order of all.
	alike map[[2]string][]modelled

	mu     sync.RWMutex
	states []state
	// shown is the state that an answer has shown last.
	shown int
}

// state is a change of the stock: when it began to be written, and when it was committed; zero while it is not.
type state struct {
	began, committed time.Time
	sold             bool
}

func newHistory(all []demo.Vehicle) *history {
	h := &history{all: all, alike: map[[2]string][]modelled{}, states: []state{{}}}
	for i := range all {
		v := &all[i]
		m := modelled{
			then: then{id: v.ID, mileage: known(v.Mileage), unknown: v.Mileage == nil, updated: v.UpdatedAt},
			year: known(v.Year), color: known(v.Color),
		}
		name := [2]string{v.Make, v.Model}
		h.alike[name] = append(h.alike[name], m)
	}
	return h
}

// known is a value, or the zero value if it is unknown.
func known[T any](value *T) (known T) {
	if value != nil {
		known = *value
	}
	return known
}

// begin begins the next state, and returns its number.
func (h *history) begin(sold bool) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states = append(h.states, state{began: time.Now(), sold: sold})
	return len(h.states) - 1
}

// committed ends what begin has begun.
func (h *history) committed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states[len(h.states)-1].committed = time.Now()
}

func (h *history) count() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.states)
}

// until returns the states up to the last one that may have been seen in a second, the first one that may still have
// been seen in it, and the one of them that is likely. Of the states, only sold may be read: committed may still be
// written.
func (h *history) until(second time.Time) (states []state, first, likely int) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	last := len(h.states) - 1
	for last > 0 && h.states[last].began.After(second.Add(time.Second+clockSlack)) {
		last--
	}
	first = last
	for first > 0 && (h.states[first].committed.IsZero() || h.states[first].committed.After(second.Add(-clockSlack))) {
		first--
	}
	return h.states[: last+1 : last+1], first, min(max(first, h.shown), last)
}

// wanted is a search: vehicles like one of the stock.
type wanted struct {
	of          *demo.Vehicle
	year        *int64
	color       *string
	least, most *int64
	sort        string
}

// random makes a search of which most find something.
func (h *history) random(random *rand.Rand) wanted {
	v := &h.all[random.IntN(len(h.all))]
	s := wanted{of: v, sort: []string{"-updated_at", "mileage", "-mileage"}[random.IntN(3)]}
	if random.IntN(3) > 0 {
		s.year = v.Year
	}
	if v.Color != nil && *v.Color != "" && random.IntN(4) == 0 {
		s.color = v.Color
	}
	if v.Mileage != nil && random.IntN(3) == 0 {
		least, most := max(0, *v.Mileage-random.Int64N(20_000)), *v.Mileage+random.Int64N(20_000)
		s.least, s.most = &least, &most
	}
	return s
}

// explain finds a state whose cars an answer shows, among those that the stock had at the time that it names.
func (h *history) explain(s *wanted, got *found) (number int, right bool) {
	states, first, likely := h.until(got.AsOf)
	if h.shows(states[:likely+1], s, got) {
		return likely, true
	}
	for number := len(states) - 1; number >= first; number-- {
		if number != likely && h.shows(states[:number+1], s, got) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.shown = number
			return number, true
		}
	}
	return 0, false
}

// diagnose says what a wrong answer shows: the cars of a state of another time, or of none.
func (h *history) diagnose(s *wanted, got *found) string {
	h.mu.RLock()
	states := slices.Clone(h.states)
	h.mu.RUnlock()
	text := fmt.Sprintf("as_of %s, %d cars", got.AsOf.Format(time.TimeOnly), got.Total)
	for number := len(states) - 1; number >= 0; number-- {
		if h.shows(states[:number+1], s, got) {
			return fmt.Sprintf("%s: these are the cars of state %d, which was committed at %s", text, number, states[number].committed.UTC().Format("15:04:05.000"))
		}
	}
	return text + ": these are the cars of no state"
}

// then is a vehicle as it was in a state.
type then struct {
	id      int64
	mileage int64
	// unknown means that it has no mileage.
	unknown bool
	// changed is the state that changed it last. Until then, updated is its first time.
	changed int
	updated vehicle.DateTime
}

// modelled is what the model knows of a vehicle. The year is 0 and the color is "" if they are unknown.
type modelled struct {
	then
	year  int64
	color string
}

// find returns the page of the first vehicles that a search finds in the last of some states, in order, and how many it
// finds.
func (h *history) find(states []state, s *wanted) (page []then, total int) {
	alike := h.alike[[2]string{s.of.Make, s.of.Model}]
	for i := range alike {
		v := &alike[i]
		if s.year != nil && v.year != *s.year || s.color != nil && v.color != *s.color {
			continue
		}
		now, there := v.after(states)
		if !there || s.least != nil && (now.unknown || now.mileage < *s.least || now.mileage > *s.most) {
			continue
		}
		total++
		if len(page) < pageLength || s.order(now, page[pageLength-1]) < 0 {
			place, _ := slices.BinarySearchFunc(page, now, s.order)
			page = slices.Insert(page, place, now)
			page = page[:min(len(page), pageLength)]
		}
	}
	return page, total
}

// after returns a vehicle of state 0 as it is after the last of some states, and whether it is still there.
func (v then) after(states []state) (now then, there bool) {
	for number := int(v.id % soldOf); number < len(states); number += soldOf {
		if number > 0 && states[number].sold {
			return v, false
		}
	}
	for number := int(v.id % changedOf); number < len(states); number += changedOf {
		if number > 0 {
			v.mileage++
			v.unknown, v.changed, v.updated = false, number, "" // All of a state have the same time.
		}
	}
	return v, true
}

// order compares vehicles as the search sorts them: those without a value come last.
func (s *wanted) order(a, b then) int {
	if s.sort == "-updated_at" {
		return -cmp.Or(cmp.Compare(a.changed, b.changed), cmp.Compare(a.updated, b.updated), cmp.Compare(a.id, b.id))
	}
	switch {
	case a.unknown && b.unknown:
		return cmp.Compare(a.id, b.id)
	case a.unknown:
		return 1
	case b.unknown:
		return -1
	}
	byMileage := cmp.Or(cmp.Compare(a.mileage, b.mileage), cmp.Compare(a.id, b.id))
	if s.sort == "-mileage" {
		return -byMileage
	}
	return byMileage
}

// shows tells whether an answer shows what a search finds in the last of some states.
func (h *history) shows(states []state, s *wanted, got *found) bool {
	page, total := h.find(states, s)
	// Totals are exact up to a limit.
	if got.Total != min(total, vehicle.CountedUpTo) || len(got.Items) != len(page) {
		return false
	}
	for i, car := range got.Items {
		if car.ID != page[i].id || (car.Mileage == nil) != page[i].unknown || car.Mileage != nil && *car.Mileage != page[i].mileage {
			return false
		}
	}
	return true
}
