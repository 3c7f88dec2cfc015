package vehicle_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"forecourt/internal/vehicle"
)

func TestNumbers(t *testing.T) {
	whole := vehicle.Field{Kind: vehicle.Number}
	money := vehicle.Field{Kind: vehicle.Money, Decimals: 2}
	own := vehicle.OwnField("co2", vehicle.Number, "")
	for _, c := range []struct {
		f    vehicle.Field
		text string
		want int64
		back string
	}{
		{whole, "0", 0, "0"}, {whole, "-7", -7, "-7"}, {whole, "12.0", 12, "12"}, {whole, "007", 7, "7"},
		{money, "12500.5", 1250050, "12500.5"}, {money, "12500.50", 1250050, "12500.5"}, {money, "0.05", 5, "0.05"}, {money, "-0.05", -5, "-0.05"},
		{money, "-3.10", -310, "-3.1"}, {money, "9999999999.99", 999999999999, "9999999999.99"},
		{own, "4", 4000, "4"}, {own, "0.001", 1, "0.001"}, {own, "-1.25", -1250, "-1.25"}, {own, "100.0000", 100000, "100"},
		{whole, "-9223372036854775808", math.MinInt64, "-9223372036854775808"},
	} {
		got, err := c.f.ParseNumber(c.text)
		if err != nil || got != c.want {
			t.Errorf("%q: got %d, %v, want %d", c.text, got, err, c.want)
		}
		if back := c.f.FormatNumber(got); back != c.back {
			t.Errorf("%q comes back as %q, want %q", c.text, back, c.back)
		}
	}
	for _, c := range []struct {
		f    vehicle.Field
		text string
	}{
		{whole, ""}, {whole, "-"}, {whole, "1.5"}, {whole, "x"}, {whole, "1e3"}, {whole, "+1"}, {whole, " 1"}, {whole, "1."}, {whole, ".5"}, {money, "1.234"},
		{money, "1.2.3"}, {money, "--1"}, {money, "1,5"}, {whole, "9223372036854775808"}, {money, "99999999999999999999"}, {own, "-.5"}, {money, "1.-5"},
	} {
		if got, err := c.f.ParseNumber(c.text); err == nil {
			t.Errorf("%q is taken for %d", c.text, got)
		}
	}
}

func TestValuesAreShown(t *testing.T) {
	for _, c := range []struct {
		kind       vehicle.Kind
		value      vehicle.Value
		show, json string
	}{
		{vehicle.Money, vehicle.NumberOf(1250050), "12500.5", "12500.5"}, {vehicle.Number, vehicle.NumberOf(0), "0", "0"},
		{vehicle.Word, vehicle.TextOf(`a"b`), `a"b`, `"a\"b"`}, {vehicle.Link, vehicle.TextOf("x?a=1&b=<2>"), "x?a=1&b=<2>", `"x?a=1&b=<2>"`}, {vehicle.Word, vehicle.TextOf(""), "", `""`}, {vehicle.Word, vehicle.Value{}, "", "null"},
		{vehicle.Flag, vehicle.TextOf("yes"), "yes", "true"}, {vehicle.Flag, vehicle.TextOf("no"), "no", "false"}, {vehicle.Flag, vehicle.Value{}, "", "null"},
		{vehicle.Date, vehicle.TextOf("2026-01-02"), "2026-01-02", `"2026-01-02"`},
	} {
		f := vehicle.Field{Kind: c.kind}
		if c.kind == vehicle.Money {
			f.Decimals = 2
		}
		if got := f.Show(c.value); got != c.show {
			t.Errorf("%s %+v is shown as %q", c.kind, c.value, got)
		}
		if got := string(f.AppendJSON(nil, c.value)); got != c.json {
			t.Errorf("%s %+v is %s as JSON", c.kind, c.value, got)
		}
	}
}

func TestRank(t *testing.T) {
	date, number := vehicle.Field{Kind: vehicle.Date}, vehicle.Field{Kind: vehicle.Number}
	if rank, err := number.Rank(vehicle.Value{}); err != nil || rank != vehicle.None {
		t.Errorf("unknown: %d, %v", rank, err)
	}
	if rank, err := number.Rank(vehicle.NumberOf(-3)); err != nil || rank != -3 {
		t.Errorf("a number: %d, %v", rank, err)
	}
	packed, err := vehicle.DateTime("2026-01-02").Pack()
	if rank, rankErr := date.Rank(vehicle.TextOf("2026-01-02 00:00:00.000")); err != nil || rankErr != nil || rank != packed {
		t.Errorf("a date: %d, %v, want %d", rank, rankErr, packed)
	}
	if rank, err := date.Rank(vehicle.TextOf("soon")); err == nil {
		t.Errorf("what is no date has the rank %d", rank)
	}
}

func TestPackedDatesKeepTheirOrder(t *testing.T) {
	texts := []vehicle.DateTime{
		"0000-00-00 00:00:00", "0000-00-00 00:00:00.000001", "1998-02-00 00:00:00", "2026-10-04", "2026-10-04 09:30:00", "2026-10-04 09:30:00.1",
		"2026-10-04 09:30:00.100001", "2026-10-04 09:30:59.999999", "2026-12-31 23:59:59", "9999-12-31 23:59:59.999999",
	}
	var packed []int64
	for _, text := range texts {
		n, err := text.Pack()
		if err != nil {
			t.Error(err)
		}
		packed = append(packed, n)
	}
	if !slices.IsSorted(packed) || len(slices.Compact(slices.Clone(packed))) != len(texts) {
		t.Errorf("the order is lost: %v", packed)
	}
	for text, same := range map[vehicle.DateTime]vehicle.DateTime{
		"2026-10-04": "2026-10-04 00:00:00", "2026-10-04 09:30:00.000000": "2026-10-04 09:30:00", "2026-10-04 09:30:00.1": "2026-10-04 09:30:00.100000",
	} {
		packed, err := text.Pack()
		if got := vehicle.UnpackDate(packed); err != nil || got != same {
			t.Errorf("%s comes back as %s, %v", text, got, err)
		}
	}
	for _, bad := range []vehicle.DateTime{
		"", "2026-10-04T09:30:00", "2026-10-04 09:30:00.", "2026-10-04 09:30:00.1234567", "2026-13-04 09:30:00", "2026-10-04 24:30:00",
		"x026-10-04 09:30:00", "2026-10-4", "2026-10-04 09:30", "2026-10-04 09:60:00", "2026-10-32",
	} {
		if n, err := bad.Pack(); err == nil {
			t.Errorf("%q is %d", bad, n)
		}
	}
}

func TestDatesComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		packed := random.Int64N(9999 * 13 * 32 * 86_400_000_000)
		if back, err := vehicle.UnpackDate(packed).Pack(); err != nil || back != packed {
			t.Fatalf("%d is %s, which is %d, %v", packed, vehicle.UnpackDate(packed), back, err)
		}
	}
}

// TestUnknownValues tells values that are empty or zero from those that are not known.
func TestUnknownValues(t *testing.T) {
	for _, known := range []vehicle.Value{vehicle.TextOf(""), vehicle.NumberOf(0)} {
		if !known.Known() || known == (vehicle.Value{}) || known.Text() != "" || known.Number() != 0 {
			t.Errorf("%+v is not known to be empty", known)
		}
	}
	for _, unknown := range []vehicle.Value{{}, vehicle.NumberOf(vehicle.None)} {
		if unknown.Known() || unknown != (vehicle.Value{}) || unknown.Text() != "" || unknown.Number() != 0 {
			t.Errorf("%+v is known", unknown)
		}
	}
}

// TestListsShareNoValues sets a value of each vehicle of a list.
func TestListsShareNoValues(t *testing.T) {
	shape := vehicle.StandardShape()
	list := shape.NewList(3)
	fields := shape.Fields()
	for i := range list {
		list[i].Set(fields[0], vehicle.NumberOf(int64(i)))
		list[i].Set(fields[len(fields)-1], vehicle.NumberOf(int64(i)+100))
	}
	for i := range list {
		if first, last := list[i].Value(fields[0]).Number(), list[i].Value(fields[len(fields)-1]).Number(); first != int64(i) || last != int64(i)+100 {
			t.Errorf("vehicle %d has %d and %d", i, first, last)
		}
	}
}
