package stock_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// changing is a world of which rows come, go and change, its copy, and a reader that follows.
type changing struct {
	// begun and built are how often making the index of all vehicles was announced, and its end.
	begun, built int
	*world
	all []row
	// ofKey are fields that a column of the key is, too.
	ofKey  []string
	store  *cache.Cache
	reader *stock.Cached
	random *rand.Rand
	round  int
}

func newChanging(t *testing.T, w *world) *changing {
	t.Helper()
	c := &changing{world: w, all: w.rows[:min(len(w.rows), 600)], random: rand.New(rand.NewPCG(11, 12))}
	w.rows = slices.Clone(c.all)
	c.reader, c.store = newCached(t, w, 10_000)
	if err := c.reader.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// isKey tells whether a column belongs to the key.
func (c *changing) isKey(at int) bool {
	return slices.ContainsFunc(c.key, func(name string) bool { return strings.EqualFold(name, c.columns[at].name) })
}

// swap lets two rows change places, but for their keys.
func (c *changing) swap(a, b int) {
	first, second := c.all[a], c.all[b]
	first.values, second.values = slices.Clone(first.values), slices.Clone(second.values)
	for at := range c.columns {
		if !c.isKey(at) {
			first.values[at], second.values[at] = second.values[at], first.values[at]
		}
	}
	first.want, second.want = maps.Clone(second.want), maps.Clone(first.want)
	for _, name := range c.ofKey {
		first.want[name], second.want[name] = second.want[name], first.want[name]
	}
	first.hidden, second.hidden = second.hidden, first.hidden
	c.all[a], c.all[b] = first, second
}

// change changes about the given part of the rows, lets some come and go, and publishes.
func (c *changing) change(t *testing.T, part float64) {
	t.Helper()
	for a := range c.all {
		if c.random.Float64() < part {
			c.swap(a, c.random.IntN(len(c.all)))
		}
	}
	c.rows = nil
	for _, row := range c.all {
		if c.random.Float64() > 0.02 {
			c.rows = append(c.rows, row)
		}
	}
	c.round++
	c.publish(t, c.store, fmt.Sprintf("%032x", c.round), snapshotAt.Add(time.Duration(c.round)*time.Minute))
}

// check refreshes the index, and compares it with the model.
func (c *changing) check(t *testing.T, searches int) {
	t.Helper()
	if err := c.reader.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := c.reader.IndexOfForTest(), fmt.Sprintf("%032x", c.round); got != want {
		t.Fatalf("the index is of %s; want %s", got, want)
	}
	m := c.model(t)
	for range searches {
		m.compare(t, c.reader, m.randomSearch(c.random))
	}
	m.compareValues(t, c.reader)
}

// TestTheIndexFollowsByDifferences: after each refresh the index answers as the model of all rows does, and was not
// made anew.
func TestTheIndexFollowsByDifferences(t *testing.T) {
	for name, test := range map[string]struct {
		newWorld func(testing.TB) *world
		ofKey    []string
	}{
		"a number is the key": {contractWorld, nil}, "a text is": {dealerWorld, nil}, "several columns are": {concessionWorld, []string{"agence"}},
		"some are hidden": {autohausWorld, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChanging(t, test.newWorld(t))
			c.ofKey = test.ofKey
			for round := uint32(1); round <= 8; round++ {
				c.change(t, 0.02)
				c.check(t, 15)
				if got := c.reader.RevisionForTest(); got != round {
					t.Errorf("after %d refreshes, %d were followed", round, got)
				}
			}
		})
	}
}

// TestTheIndexIsMadeAnewWhenTheLogDoesNotTellAll.
func TestTheIndexIsMadeAnewWhenTheLogDoesNotTellAll(t *testing.T) {
	for name, lose := range map[string]func(t *testing.T, c *changing){
		"most rows changed":   func(t *testing.T, c *changing) { t.Helper(); c.change(t, 0.6) },
		"the log was cut":     func(t *testing.T, c *changing) { t.Helper(); c.change(t, 0.02); c.cut(t) },
		"a run was forgotten": func(t *testing.T, c *changing) { t.Helper(); c.change(t, 0.02); c.forget(t) },
		"another table": func(t *testing.T, c *changing) {
			t.Helper()
			c.exec(t, `DROP TABLE "`+c.view+`"`)
			c.change(t, 0.02)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChanging(t, contractWorld(t))
			c.change(t, 0.02)
			c.check(t, 3)
			lose(t, c)
			c.check(t, 15)
			if got := c.reader.RevisionForTest(); got != 0 {
				t.Errorf("%d refreshes were followed", got)
			}
			c.change(t, 0.02)
			c.check(t, 3)
			if got := c.reader.RevisionForTest(); got != 1 {
				t.Errorf("afterwards, %d refreshes were followed", got)
			}
		})
	}
}

func (c *changing) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := c.store.DB().ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// cut forgets the log's oldest changes since the index was made, as a bound of its size does.
func (c *changing) cut(t *testing.T) {
	t.Helper()
	if err := changelog.Forget(t.Context(), c.store, time.Time{}, 1); err != nil {
		t.Fatal(err)
	}
}

// forget forgets the run that has left what is indexed.
func (c *changing) forget(t *testing.T) {
	t.Helper()
	c.exec(t, "DELETE FROM forecourt_sync_runs WHERE id < (SELECT MAX(id) FROM forecourt_sync_runs)")
}

// TestTheIndexIsMadeOfTwoHalves, which are read at once: it answers as the model does, and follows.
func TestTheIndexIsMadeOfTwoHalves(t *testing.T) {
	for name, newWorld := range map[string]func(testing.TB) *world{
		"a number is the key": contractWorld, "a text is": dealerWorld, "several columns are": concessionWorld, "some are hidden": autohausWorld,
	} {
		t.Run(name, func(t *testing.T) {
			c := newChanging(t, newWorld(t))
			if name == "several columns are" {
				c.ofKey = []string{"agence"}
			}
			c.change(t, 0.02)
			c.restart(t, stock.KeptIndex{})
			c.reader.HalvesForTest()
			c.check(t, 15)
			c.change(t, 0.02)
			c.check(t, 5)
		})
	}
	c := newChanging(t, contractWorld(t))
	for _, rows := range []int{5, 3, 2, 1} {
		c.all = c.all[:rows]
		c.change(t, 0)
		c.restart(t, stock.KeptIndex{})
		c.reader.HalvesForTest()
		c.check(t, 3)
	}
}

// TestHalvesOfDifferentSnapshotsAreNotJoined: one connection then reads all vehicles.
func TestHalvesOfDifferentSnapshotsAreNotJoined(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	const noRun = 1 << 40
	n, refused, err := c.reader.BuildForTest(t.Context(), noRun, len(c.rows))
	if err != nil || !refused || n != len(c.rows) {
		t.Errorf("%d vehicles, the second half refused: %t, %v; want %d", n, refused, err, len(c.rows))
	}
}

// TestOneConnectionMakesTheIndexAlone: it does not wait for a second one.
func TestOneConnectionMakesTheIndexAlone(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	c.change(t, 0.02)
	c.store.DB().SetMaxOpenConns(1)
	c.restart(t, stock.KeptIndex{})
	c.reader.HalvesForTest()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	if err := c.reader.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestSeveralRefreshesAreFollowedAtOnce, as when nobody has searched in between.
func TestSeveralRefreshesAreFollowedAtOnce(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	for range 3 {
		c.change(t, 0.02)
	}
	c.check(t, 15)
	if got := c.reader.RevisionForTest(); got != 1 {
		t.Errorf("%d versions were made", got)
	}
}

// TestKeptRowsFollowToo: a vehicle that was asked for before a change is not shown as it was, even where no field has
// changed that is searched by.
func TestKeptRowsFollowToo(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	page, err := c.reader.Search(t.Context(), vehicle.Search{Limit: 50, Sort: "id"})
	if err != nil || len(page.Vehicles) != 50 {
		t.Fatalf("%d vehicles, %v", len(page.Vehicles), err)
	}
	link := slices.IndexFunc(c.columns, func(column column) bool { return column.name == "listing_url" })
	for at := range c.all {
		c.all[at].values = slices.Clone(c.all[at].values)
		if at%10 == 0 {
			c.all[at].values[link] = fmt.Sprintf("https://example.com/%d", at)
		}
	}
	c.rows = c.all
	c.round++
	c.publish(t, c.store, fmt.Sprintf("%032x", c.round), snapshotAt.Add(time.Hour))
	if err := c.reader.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.reader.RevisionForTest(); got != 1 {
		t.Fatalf("%d refreshes were followed", got)
	}
	page, err = c.reader.Search(t.Context(), vehicle.Search{Limit: 50, Sort: "id"})
	if err != nil {
		t.Fatal(err)
	}
	f := c.stock(t).Shape.Field("listing_url")
	if got := page.Vehicles[0].Value(f).Text(); got != "https://example.com/0" {
		t.Errorf("the first vehicle's link is %s", got)
	}
}

// TestSearchesGoOnWhileTheIndexFollows: the last version answers for a moment, all of one snapshot and under its name,
// then SQLite does.
func TestSearchesGoOnWhileTheIndexFollows(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	c.change(t, 0.02)
	c.check(t, 3)
	before, last := c.model(t), c.reader.IndexOfForTest()
	s := vehicle.Search{Limit: 50, Sort: "-price"}
	before.compare(t, c.reader, s)
	release := c.reader.HoldForTest()
	c.change(t, 0.3)
	after := c.model(t)
	answered := map[string]int{}
	for deadline := time.Now().Add(30 * time.Second); answered[fmt.Sprintf("%032x", c.round)] == 0; {
		page, err := c.reader.Search(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		m := after
		if page.Origin.Fingerprint == last {
			m = before
		}
		answered[page.Origin.Fingerprint]++
		if want := m.find(s)[:50]; !slices.EqualFunc(want, page.Vehicles, func(a, b vehicle.Vehicle) bool { return a.Equal(&b) }) {
			t.Fatalf("an answer of %s is another than the model's", page.Origin.Fingerprint)
		}
		if time.Now().After(deadline) {
			t.Fatal("SQLite never answers")
		}
	}
	release()
	if answered[last] == 0 {
		t.Error("the last version does not answer while the next one is made")
	}
	c.check(t, 3)
}

// TestASearchWaitsForTheNextVersion: SQLite is not asked while the next version is about to come.
func TestASearchWaitsForTheNextVersion(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	c.change(t, 0.02)
	c.check(t, 3)
	s := vehicle.Search{Limit: 50, Sort: "-price"}
	release := c.reader.HoldForTest()
	c.change(t, 0.3)
	m, begin, answered := c.model(t), time.Now(), make(chan time.Duration)
	go func() {
		m.compare(t, c.reader, s)
		answered <- time.Since(begin)
	}()
	select {
	case took := <-answered:
		t.Errorf("it was answered after %s, without the next version", took)
		release()
	case <-time.After(100 * time.Millisecond):
		release()
		<-answered
	}
	c.check(t, 3)
}

// TestValuesAreOfOneSnapshot publishes a snapshot while the values of the one before are to be read.
func TestValuesAreOfOneSnapshot(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	c.change(t, 0.02)
	values, err := c.reader.ValuesForTest(t.Context(), func() { c.change(t, 0.3) })
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%032x", c.round); values.Origin.Fingerprint != want || values.Vehicles != int64(len(c.rows)) {
		t.Errorf("%d vehicles of %s; want %d of %s", values.Vehicles, values.Origin.Fingerprint, len(c.rows), want)
	}
}
