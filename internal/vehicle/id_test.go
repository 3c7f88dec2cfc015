package vehicle_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
)

// TestKeysAreGivenBack joins and splits random columns that consist of the characters with a special meaning.
func TestKeysAreGivenBack(t *testing.T) {
	parts := []string{"", "~", "%", "%7E", "%25", "%257E", "a", "Ё", "25", "7E"}
	random := rand.New(rand.NewPCG(1, 1))
	seen := map[string]string{}
	for range 5000 {
		columns := make([]string, 1+random.IntN(4))
		for i := range columns {
			for range random.IntN(4) {
				columns[i] += parts[random.IntN(len(parts))]
			}
		}
		text := vehicle.JoinKey(columns)
		if diff := gocmp.Diff(columns, vehicle.SplitKey(text)); diff != "" {
			t.Fatalf("%q:\n%s", text, diff)
		}
		plain := strings.Join(columns, "\x00")
		if before, known := seen[text]; known && before != plain {
			t.Fatalf("%q stands for %q and %q", text, before, plain)
		}
		seen[text] = plain
	}
	if got := vehicle.JoinKey([]string{"50%", "a~b"}); got != "50%25~a%7Eb" {
		t.Errorf("got %q", got)
	}
}

func TestIDsAreOrdered(t *testing.T) {
	want := []vehicle.ID{
		vehicle.NumberID(math.MinInt64), vehicle.NumberID(-1), {}, vehicle.NumberID(2), vehicle.NumberID(10),
		vehicle.TextID(""), vehicle.TextID("10"), vehicle.TextID("2"), vehicle.TextID("Z"), vehicle.TextID("a"), vehicle.TextID("é"),
	}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, vehicle.ID.Compare)
	if !slices.Equal(want, got) {
		t.Errorf("got %v", got)
	}
	for i, same := range slices.Clone(want) {
		if want[i].Compare(same) != 0 {
			t.Errorf("%v is not itself", same)
		}
	}
}

func TestIDJSON(t *testing.T) {
	for _, c := range []struct {
		id   vehicle.ID
		text string
	}{
		{vehicle.NumberID(-5), "-5"}, {vehicle.ID{}, "0"}, {vehicle.NumberID(math.MaxInt64), "9223372036854775807"},
		{vehicle.TextID("5"), `"5"`}, {vehicle.TextID(`a"b\~`), `"a\"b\\~"`}, {vehicle.TextID(""), `""`},
	} {
		text, err := json.Marshal(c.id)
		if err != nil || string(text) != c.text {
			t.Errorf("%v: got %s, %v", c.id, text, err)
		}
		var got vehicle.ID
		if err := json.Unmarshal(text, &got); err != nil || got != c.id {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"1.5", "null", "true", "[1]", "9223372036854775808", "1e3"} {
		var id vehicle.ID
		if err := json.Unmarshal([]byte(bad), &id); err == nil {
			t.Errorf("%s is taken for %v", bad, id)
		}
	}
}

func TestIDScan(t *testing.T) {
	for _, c := range []struct {
		src  any
		want vehicle.ID
	}{
		{int64(7), vehicle.NumberID(7)}, {uint64(math.MaxUint64), vehicle.TextID("18446744073709551615")}, {[]byte("a~b"), vehicle.TextID("a~b")}, {"x", vehicle.TextID("x")},
	} {
		var got vehicle.ID
		if err := got.Scan(c.src); err != nil || got != c.want {
			t.Errorf("%v: got %v, %v", c.src, got, err)
		}
	}
	for _, bad := range []any{nil, 1.5, true} {
		if err := new(vehicle.ID).Scan(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

func shape(t *testing.T, standard []string, textID bool, own ...vehicle.Field) *vehicle.Shape {
	t.Helper()
	s, err := vehicle.NewShape(standard, own, textID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestShapeReadsIDs(t *testing.T) {
	numbers, texts := shape(t, []string{"make", "model"}, false), shape(t, []string{"make", "model"}, true)
	for text, want := range map[string]vehicle.ID{"0": {}, "-3": vehicle.NumberID(-3), "12": vehicle.NumberID(12)} {
		if got, ok := numbers.ParseID(text); !ok || got != want {
			t.Errorf("%q: got %v, %t", text, got, ok)
		}
		if got, ok := texts.ParseID(text); !ok || got != vehicle.TextID(text) {
			t.Errorf("%q as text: got %v, %t", text, got, ok)
		}
		if got := numbers.FixID(vehicle.TextID(text)); got != want {
			t.Errorf("%q is not mended: %v", text, got)
		}
		if got := texts.FixID(want); got != vehicle.TextID(text) {
			t.Errorf("%v is not mended: %v", want, got)
		}
	}
	for _, bad := range []string{"", "x", "1.0", `"5"`, " 1", "9223372036854775808"} {
		if got, ok := numbers.ParseID(bad); ok {
			t.Errorf("%q is taken for %v", bad, got)
		}
	}
	if _, ok := texts.ParseID(""); ok {
		t.Error("nothing is taken for a text")
	}
}

func TestShape(t *testing.T) {
	own := vehicle.OwnField("doors", vehicle.Number, "Doors.")
	s := shape(t, []string{"price", "model", "make", "listed_at"}, false, own, vehicle.OwnField("branch", vehicle.Word, "Branch."))
	var names, ranged, counted []string
	for _, f := range s.Fields() {
		names = append(names, f.Name)
	}
	for _, f := range s.Ranged() {
		ranged = append(ranged, f.Name)
	}
	for _, f := range s.Counted() {
		counted = append(counted, f.Name)
	}
	for _, c := range []struct{ what, want, got any }{
		{"fields", []string{"make", "model", "price", "listed_at", "doors", "branch"}, names},
		{"ranged", []string{"price", "doors"}, ranged}, {"counted", []string{"make", "model", "branch"}, counted},
		{"orders", []vehicle.Sort{"price", "-price", "-listed_at", "doors", "-doors"}, s.Orders()},
		{"default", vehicle.Sort("-listed_at"), s.DefaultSort()},
		{"without dates", []vehicle.Sort{"-id"}, shape(t, []string{"make", "model"}, false).Orders()},
		{"all", vehicle.Sort("-updated_at"), vehicle.StandardShape().DefaultSort()},
	} {
		if diff := gocmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s:\n%s", c.what, diff)
		}
	}
	for what, bad := range map[string][]string{"a name that is none": {"make", "model", "wheels"}, "no make": {"model"}, "one twice": {"make", "model", "make"}} {
		if _, err := vehicle.NewShape(bad, nil, false); err == nil {
			t.Errorf("%s is accepted", what)
		}
	}
	if _, err := vehicle.NewShape([]string{"make", "model"}, []vehicle.Field{own, own}, false); err == nil {
		t.Error("an own field is accepted twice")
	}
}

func TestVehicles(t *testing.T) {
	s := shape(t, []string{"make", "model", "year"}, false)
	v, same := s.New(vehicle.NumberID(1)), s.New(vehicle.NumberID(1))
	v.Set(s.Field("year"), vehicle.NumberOf(0))
	if v.Equal(&same) || v.Value(s.Field("year")) != vehicle.NumberOf(0) || v.Value(s.Field("make")).Known() || v.Value(nil).Known() {
		t.Errorf("got %+v", v)
	}
	if same.Set(s.Field("year"), vehicle.NumberOf(0)); !v.Equal(&same) {
		t.Error("equal vehicles are not")
	}
	if other := s.New(vehicle.TextID("1")); other.Equal(&same) {
		t.Error("the identity is not compared")
	}
	place, err := s.CursorOf(&v, "-year")
	if err != nil || place.Value == nil || *place.Value != 0 || place.ID != v.ID {
		t.Errorf("got %+v, %v", place, err)
	}
	for _, sort := range []vehicle.Sort{"-id", "id"} {
		if place, err := s.CursorOf(&v, sort); err != nil || place.Value != nil {
			t.Errorf("%s: got %+v, %v", sort, place, err)
		}
	}
}
