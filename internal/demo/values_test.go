package demo_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/demo"
	"forecourt/internal/vehicle"
)

func TestVINCheckDigit(t *testing.T) {
	for vin, want := range map[string]byte{
		"1M8GDM9AXKP042788": 'X',
		"11111111111111111": '1',
		"5GZCZ43D13S812715": '1',
		"1M8GDM9A_KP042788": 'X',
	} {
		if got, err := demo.VINCheckDigit(vin); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", vin, got, err, want)
		}
	}
	for _, vin := range []string{"", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "1M8GDM9AXKPO42788", "1m8GDM9AXKP042788", "1M8GDM9AXKP04278é"} {
		if got, err := demo.VINCheckDigit(vin); err == nil {
			t.Errorf("%q: got %q, want an error", vin, got)
		}
	}
}

func TestVINs(t *testing.T) {
	shape := regexp.MustCompile(`^[A-HJ-NPR-Z0-9]{6}[A-HJ-NPR-Z0-9]{2}[0-9X][A-HJ-NPR-TV-Y1-9][A-HJ-NPR-Z0-9][0-9]{6}$`)
	codes := map[byte]int64{'1': 2001, '5': 2005, '9': 2009, 'A': 2010, 'H': 2017, 'J': 2018, 'P': 2023, 'R': 2024, 'T': 2026, 'V': 2027}
	for _, v := range take(demo.New(5, now()), 20_000) {
		if v.VIN == nil {
			continue
		}
		vin := *v.VIN
		digit, err := demo.VINCheckDigit(vin)
		if err != nil || digit != vin[8] || !shape.MatchString(vin) {
			t.Fatalf("VIN %s: check digit %q, %v", vin, digit, err)
		}
		if year, ok := codes[vin[9]]; ok && year != *v.Year {
			t.Fatalf("VIN %s is of a %d", vin, *v.Year)
		}
		if letter := vin[6] >= 'A'; letter != (*v.Year >= 2010) {
			t.Fatalf("VIN %s of a %d: position 7 names the wrong 30 years", vin, *v.Year)
		}
		if v.Make == "BMW" && !slices.Contains([]string{"WBA", "WBS", "WBX", "WBY", "3MW", "5UX"}, vin[:3]) {
			t.Fatalf("VIN %s of a BMW", vin)
		}
	}
}

func TestNothingRepeats(t *testing.T) {
	stocks, vins := map[string]bool{}, map[string]bool{}
	g := demo.New(6, now())
	for range 200_000 {
		v := g.Next()
		if stocks[v.StockNumber] || v.VIN != nil && vins[*v.VIN] {
			t.Fatalf("vehicle %d repeats stock number %s or its VIN", v.ID, v.StockNumber)
		}
		stocks[v.StockNumber] = true
		if v.VIN != nil {
			vins[*v.VIN] = true
		}
	}
}

func TestValuesFitTheContract(t *testing.T) {
	stock := regexp.MustCompile(`^[A-Z][0-9]{6,}$`)
	date := regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`)
	micro := regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$`)
	url := regexp.MustCompile(`^https://dealer\.example/inventory/\d+-20\d\d(-[a-z0-9]+)+$`)
	earliest := vehicle.DateTime(now().AddDate(0, 0, -120).Format("2006-01-02 15:04:05"))
	latest := vehicle.DateTime(now().Format("2006-01-02 15:04:05.000000"))
	for _, v := range take(demo.New(9, now()), 20_000) {
		fits := len(v.Make) <= 64 && len(v.Model) <= 128 && len(text(v.Trim)) <= 128 && len(text(v.Color)) <= 48 &&
			len(*v.BodyType) <= 48 && len(text(v.Location)) <= 128 && len(*v.ListingURL) <= 512
		if !fits || !stock.MatchString(v.StockNumber) || !url.MatchString(*v.ListingURL) || !micro.MatchString(string(v.UpdatedAt)) {
			t.Fatalf("vehicle %d does not fit: %+v", v.ID, v)
		}
		if v.ListedAt != nil && (!date.MatchString(string(*v.ListedAt)) || *v.ListedAt > v.UpdatedAt || *v.ListedAt < earliest) || v.UpdatedAt > latest {
			t.Fatalf("vehicle %d: listed %v, updated %s", v.ID, *v.ListedAt, v.UpdatedAt)
		}
		if v.Price != nil && (*v.Price < 1000_00 || *v.Price > 300_000_00) {
			t.Fatalf("vehicle %d costs %s", v.ID, v.Price)
		}
		if *v.FuelType == "Electric" && *v.Transmission != "Automatic" {
			t.Fatalf("vehicle %d: electric with %s", v.ID, *v.Transmission)
		}
		if !slices.Contains([]string{"available", "reserved", "sold"}, v.Status) {
			t.Fatalf("vehicle %d is %q", v.ID, v.Status)
		}
	}
}

func TestMileageAndPriceFollowAge(t *testing.T) {
	var fresh, old []vehicle.Amount
	for _, v := range take(demo.New(10, now()), 50_000) {
		age := int64(now().Year()) - *v.Year
		low, high := int64(0), min(260_000, (age+1)*24_000)
		switch *v.ItemCondition {
		case "new":
			low, high = 2, 60
			if age > 0 {
				t.Fatalf("a new car of %d", *v.Year)
			}
		case "certified":
			high = min(high, 85_000)
			if age < 0 || age > 6 {
				t.Fatalf("a certified car of %d", *v.Year)
			}
		}
		if *v.Mileage < low || *v.Mileage > high {
			t.Fatalf("%s car of %d with %d mi", *v.ItemCondition, *v.Year, *v.Mileage)
		}
		if v.Price == nil {
			continue
		}
		switch {
		case *v.ItemCondition == "new":
			fresh = append(fresh, *v.Price)
		case age == 8:
			old = append(old, *v.Price)
		}
	}
	slices.Sort(fresh)
	slices.Sort(old)
	if a, b := fresh[len(fresh)/2], old[len(old)/2]; a < b*3/2 {
		t.Errorf("median price %s when new, %s after 8 years", a, b)
	}
}

func TestHolesAreRareButThere(t *testing.T) {
	const n = 50_000
	holes := map[string]int{}
	for _, v := range take(demo.New(11, now()), n) {
		for name, missing := range map[string]bool{
			"trim": v.Trim == nil, "color": v.Color == nil, "drivetrain": v.Drivetrain == nil, "location": v.Location == nil,
			"vin": v.VIN == nil, "price": v.Price == nil, "listed_at": v.ListedAt == nil,
		} {
			if missing {
				holes[name]++
			}
		}
		if strings.TrimSpace(v.Make) == "" || strings.TrimSpace(v.Model) == "" {
			t.Fatalf("vehicle %d has no name", v.ID)
		}
	}
	for _, name := range []string{"trim", "color", "drivetrain", "location", "vin", "price", "listed_at"} {
		if share := float64(holes[name]) / n; share < 0.008 || share > 0.04 {
			t.Errorf("%s is missing in %.1f %%", name, 100*share)
		}
	}
}
