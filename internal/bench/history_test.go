package bench

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/demo"
)

// TestFreshnessIsDrawn: the drawing is valid XML, and the longest bars are those of the greatest figures.
func TestFreshnessIsDrawn(t *testing.T) {
	drawn := drawFreshness([]freshness{{name: "a <b>", load: load{perSecond: 200, p99: "1.07s"}}, {name: "c", load: load{perSecond: 50, p99: "107.00ms"}}})
	if err := xml.Unmarshal(drawn, new(struct{})); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"a &lt;b&gt;", `width="240.0" height="26" fill="#0072B2"`, `width="60.0" height="26" fill="#0072B2"`, `width="24.0" height="26" fill="#D55E00"`} {
		if !strings.Contains(string(drawn), part) {
			t.Errorf("%s is missing: %s", part, drawn)
		}
	}
}

// TestHistoryOrdersByTheLastChange: of two vehicles that changed in one state, the one with the greater identity comes
// first, whatever their times were before.
func TestHistoryOrdersByTheLastChange(t *testing.T) {
	older, newer := stockOf(1)[0], stockOf(1)[0]
	older.ID, older.UpdatedAt = changedOf+1, "2026-01-01 00:00:00"
	newer.ID, newer.UpdatedAt = 1, "2026-02-01 00:00:00"
	h := newHistory([]demo.Vehicle{newer, older})
	s := wanted{of: &h.all[0], sort: "-updated_at"}
	if before, _ := h.find(h.states, &s); before[0].id != 1 {
		t.Errorf("before: %v", before)
	}
	h.begin(false)
	h.committed()
	if after, _ := h.find(h.states, &s); after[0].id != changedOf+1 {
		t.Errorf("after: %v", after)
	}
}

// TestHistoryTellsWrongAnswers: an answer is right when all of it is of one state that the stock had at the time that
// the answer names.
func TestHistoryTellsWrongAnswers(t *testing.T) {
	h := newHistory(stockOf(30_000))
	s := wanted{of: &h.all[0], sort: "-updated_at"}
	for range 12_000 { // Each vehicle changes once or more.
		h.begin(true)
		h.committed()
	}
	long := time.Now().Add(-time.Hour) // States that were long ago cannot be what an answer of now shows.
	for i := range h.states {
		h.states[i].began, h.states[i].committed = long, long
	}
	answer := func(states int) *found {
		page, total := h.find(h.states[:states], &s)
		got := &found{AsOf: time.Now(), Total: total}
		for _, v := range page {
			got.Items = append(got.Items, foundCar{v.id, &v.mileage})
		}
		return got
	}
	if number, right := h.explain(&s, answer(12_001)); !right || number != 12_000 {
		t.Errorf("the newest state: %d %t", number, right)
	}
	if _, right := h.explain(&s, answer(1)); right {
		t.Error("an answer of long ago is right")
	}
	mixed := answer(12_001)
	mixed.Items[0], mixed.Items[1] = mixed.Items[1], mixed.Items[0]
	if _, right := h.explain(&s, mixed); right {
		t.Error("an answer in another order is right")
	}
	mixed = answer(12_001)
	more := *mixed.Items[0].Mileage + 1
	mixed.Items[0].Mileage = &more
	if _, right := h.explain(&s, mixed); right {
		t.Error("an answer with another mileage is right")
	}
	mixed = answer(12_001)
	mixed.Total++
	if _, right := h.explain(&s, mixed); right {
		t.Error("an answer with another total is right")
	}
	mixed = answer(12_001)
	mixed.Items = slices.Delete(mixed.Items, 0, 1)
	if _, right := h.explain(&s, mixed); right {
		t.Error("an answer with a car less is right")
	}
	old := answer(1)
	old.AsOf = long.Add(-time.Minute)
	if number, right := h.explain(&s, old); !right || number != 0 {
		t.Errorf("the first state, at its time: %d %t", number, right)
	}
}
