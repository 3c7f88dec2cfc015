package stock_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// history is a world that changes, and what its log has to tell.
type history struct {
	*world
	// ofKey are the fields that are made of the key's columns, which no update changes; unseen is a column that no field
	// is made of; hides is the column that hides vehicles, "" for none.
	ofKey         []string
	unseen, hides string
	now           map[vehicle.ID]row
	events        []event
}

// event is what happened to a row; before or after is nil for one that came or went.
type event struct {
	at            time.Time
	before, after *row
}

func (h *history) at(name string) int {
	return slices.IndexFunc(h.columns, func(c column) bool { return c.name == name })
}

// become returns a row with the key of one, and what else another has.
func (h *history) become(one, other row) row {
	next := row{values: slices.Clone(other.values), id: one.id, want: map[string]any{}, hidden: other.hidden}
	for _, name := range h.key {
		next.values[h.at(name)] = one.values[h.at(name)]
	}
	for name, value := range other.want {
		next.want[name] = value
	}
	for _, name := range h.ofKey {
		next.want[name] = one.want[name]
	}
	return next
}

// step changes the world at random, and notes what has happened.
func (h *history) step(random *rand.Rand, pool []row, at time.Time) {
	was := byKey(h.rows)
	h.rows = slices.Clone(h.rows)
	for i, r := range h.rows {
		switch random.IntN(12) {
		case 0:
			h.rows[i] = h.become(r, pool[random.IntN(len(pool))])
		case 1: // Nobody is to hear of this.
			h.rows[i].values = slices.Clone(r.values)
			h.rows[i].values[h.at(h.unseen)] = fmt.Sprintf("%d.00", random.IntN(50))
		}
	}
	gone := random.IntN(len(h.rows) - 5)
	h.rows = slices.Delete(h.rows, gone, gone+5)
	for _, r := range pool {
		if _, had := was[r.id]; !had && random.IntN(8) == 0 {
			h.rows = append(h.rows, r)
		}
	}
	h.now = byKey(h.rows)
	for id, before := range was {
		if after, here := h.now[id]; !here {
			h.events = append(h.events, event{at, &before, nil})
		} else if !slices.Equal(before.values, after.values) {
			h.events = append(h.events, event{at, &before, &after})
		}
	}
	for id, after := range h.now {
		if _, had := was[id]; !had {
			h.events = append(h.events, event{at, nil, &after})
		}
	}
}

func byKey(rows []row) map[vehicle.ID]row {
	known := map[vehicle.ID]row{}
	for _, r := range rows {
		known[r.id] = r
	}
	return known
}

// told is a change as a text, "" when nobody is to hear of it. Columns that an update has not changed are as they are
// now.
func (h *history) told(t *testing.T, shape *vehicle.Shape, e event) string {
	t.Helper()
	switch {
	case e.before == nil && e.after.hidden, e.after == nil && e.before.hidden:
		return ""
	case e.before == nil:
		return fmt.Sprintf("%s %s arrived", e.at.Format(time.RFC3339), e.after.id)
	case e.after == nil:
		return fmt.Sprintf("%s %s left", e.at.Format(time.RFC3339), e.before.id)
	}
	before, after := *e.before, *e.after
	if h.hides != "" && before.values[h.at(h.hides)] == after.values[h.at(h.hides)] {
		now, here := h.now[before.id]
		if !here {
			return ""
		}
		before.hidden, after.hidden = now.hidden, now.hidden
	}
	line := fmt.Sprintf("%s %s ", e.at.Format(time.RFC3339), before.id)
	switch {
	case before.hidden && after.hidden:
		return ""
	case after.hidden:
		return line + "left"
	case before.hidden:
		return line + "arrived"
	}
	return h.difference(t, shape, line, before, after)
}

func (h *history) difference(t *testing.T, shape *vehicle.Shape, line string, before, after row) string {
	t.Helper()
	v, w := before.vehicle(t, shape), after.vehicle(t, shape)
	kind, fields := vehicle.Updated, ""
	for _, f := range shape.Fields() {
		old, fresh := v.Value(f), w.Value(f)
		if old == fresh {
			continue
		}
		fields += fmt.Sprintf(" %s:%s>%s", f.Name, f.AppendJSON(nil, old), f.AppendJSON(nil, fresh))
		if f.Name == "price" && old.Known() && fresh.Known() {
			kind = vehicle.PriceRise
			if fresh.Number() < old.Number() {
				kind = vehicle.PriceDrop
			}
		}
	}
	if fields == "" {
		return ""
	}
	return line + string(kind) + fields
}

func showChange(c vehicle.Change) string {
	line := fmt.Sprintf("%s %s %s", c.At.Format(time.RFC3339), c.VehicleID, c.Kind)
	for _, f := range c.Fields {
		line += fmt.Sprintf(" %s:%s>%s", f.Field.Name, f.Field.AppendJSON(nil, f.Old), f.Field.AppendJSON(nil, f.New))
	}
	return line
}

// allChanges reads all pages.
func allChanges(t *testing.T, r *stock.Cached, s vehicle.ChangeSearch) []vehicle.Change {
	t.Helper()
	var list []vehicle.Change
	for s.Limit = 17; ; {
		changes, err := r.Changes(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, changes.List...)
		if !changes.More {
			break
		}
		s.Before = list[len(list)-1].ID
	}
	if !slices.IsSortedFunc(list, func(a, b vehicle.Change) int { return cmp.Compare(b.ID, a.ID) }) {
		t.Error("the changes are not in order")
	}
	return list
}

func lines(list []vehicle.Change) []string {
	var texts []string
	for _, c := range list {
		texts = append(texts, showChange(c))
	}
	slices.Sort(texts)
	return texts
}

func histories(t *testing.T) map[string]*history {
	t.Helper()
	return map[string]*history{
		"contract":   {world: contractWorld(t), unseen: "stock_number"},
		"dealer":     {world: dealerWorld(t), unseen: "PurchasePrice", hides: "Sold"},
		"concession": {world: concessionWorld(t), unseen: "marge", ofKey: []string{"agence"}},
	}
}

// TestChanges lets stocks change, and compares what is told with a model: what came, left, got cheaper, and what nobody
// is to hear of, with a key of several columns, too.
func TestChanges(t *testing.T) {
	for name, h := range histories(t) {
		t.Run(name, func(t *testing.T) {
			if name == "contract" { // Of the contract's columns this one is not published here.
				h.view = "cars"
				h.file = "view: cars\nkey: id\nfields: {make: make, model: model, price: price, year: year, color: color}\n"
				for i := range h.rows {
					for field := range h.rows[i].want {
						if !slices.Contains([]string{"make", "model", "price", "year", "color"}, field) {
							delete(h.rows[i].want, field)
						}
					}
				}
			}
			random := rand.New(rand.NewPCG(5, 5))
			pool := slices.Clone(h.rows)
			h.rows = slices.Clone(pool[:60])
			store := openCache(t)
			h.publish(t, store, fingerprint, snapshotAt)
			r := newReader(t, h.world, store.DB(), 0)
			shape := h.stock(t).Shape
			for step := range 5 {
				at := snapshotAt.Add(time.Duration(step+1) * time.Hour)
				h.step(random, pool[:120], at)
				h.publish(t, store, strings.Repeat(fmt.Sprint(step), 32), at)
			}
			var want []string
			for _, e := range h.events {
				if text := h.told(t, shape, e); text != "" {
					want = append(want, text)
				}
			}
			slices.Sort(want)
			all := allChanges(t, r, vehicle.ChangeSearch{})
			if diff := gocmp.Diff(want, lines(all)); diff != "" {
				t.Fatal(diff)
			}
			if len(all) < 40 {
				t.Fatalf("only %d changes", len(all))
			}
			h.checkVehicles(t, shape, all)
			filterChanges(t, r, all)
		})
	}
}

// checkVehicles compares the vehicles that come with changes: as they are now, or as they were before they were gone.
func (h *history) checkVehicles(t *testing.T, shape *vehicle.Shape, all []vehicle.Change) {
	t.Helper()
	for _, c := range all {
		now, here := h.now[c.VehicleID]
		switch {
		case c.Kind == vehicle.Left:
			if c.Vehicle == nil || c.Vehicle.ID != c.VehicleID {
				t.Errorf("%s: %+v has left", showChange(c), c.Vehicle)
			}
		case here && !now.hidden:
			want := now.vehicle(t, shape)
			if c.Vehicle == nil || !c.Vehicle.Equal(&want) {
				t.Errorf("%s: the vehicle is %+v, want %+v", showChange(c), c.Vehicle, want)
			}
		case c.Kind != vehicle.Arrived && c.Vehicle != nil:
			t.Errorf("%s: the vehicle is %+v, but it is not there", showChange(c), c.Vehicle)
		}
	}
	for _, e := range h.events {
		if e.after != nil || e.before.hidden {
			continue
		}
		want := e.before.vehicle(t, shape)
		at := slices.IndexFunc(all, func(c vehicle.Change) bool {
			return c.Kind == vehicle.Left && c.VehicleID == want.ID && c.At.Equal(e.at)
		})
		if at < 0 || !all[at].Vehicle.Equal(&want) {
			t.Errorf("%s has left as another", want.ID)
		}
	}
}

// filterChanges asks for some of the changes.
func filterChanges(t *testing.T, r *stock.Cached, all []vehicle.Change) {
	t.Helper()
	only := func(keep func(vehicle.Change) bool) []string {
		return lines(slices.DeleteFunc(slices.Clone(all), func(c vehicle.Change) bool { return !keep(c) }))
	}
	one, since := all[len(all)/2].VehicleID, snapshotAt.Add(3*time.Hour)
	for name, c := range map[string]struct {
		s    vehicle.ChangeSearch
		keep func(vehicle.Change) bool
	}{
		"kinds": {vehicle.ChangeSearch{Kinds: []vehicle.ChangeKind{vehicle.PriceDrop, vehicle.Left}}, func(c vehicle.Change) bool { return c.Kind == vehicle.PriceDrop || c.Kind == vehicle.Left }},
		"since": {vehicle.ChangeSearch{Since: since}, func(c vehicle.Change) bool { return !c.At.Before(since) }},
		"one":   {vehicle.ChangeSearch{VehicleID: &one}, func(c vehicle.Change) bool { return c.VehicleID == one }},
	} {
		if diff := gocmp.Diff(only(c.keep), lines(allChanges(t, r, c.s))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if _, err := r.Changes(t.Context(), vehicle.ChangeSearch{Words: map[string][]string{"nothing": {"x"}}, Limit: 1}); err == nil {
		t.Error("a field that the stock does not have is accepted")
	}
	audis := allChanges(t, r, vehicle.ChangeSearch{Words: map[string][]string{"make": {"AUDI"}}})
	if len(audis) == 0 || len(audis) == len(all) {
		t.Errorf("%d of %d changes are of Audis", len(audis), len(all))
	}
}
