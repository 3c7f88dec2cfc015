package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
)

// dealerWorld has English abbreviations, prices as text, a flag for sold, and names with spaces and question marks.
func dealerWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: "dbo_inventory", key: []string{"VehicleID"}, charset: "latin1",
		file: `view: dbo_inventory
key: VehicleID
fields:
  make: MK
  model: MDL
  year: {column: YR, unknown: [0]}
  color: EXT_CLR
  price: {column: Asking Price, decimal: ".", currency: GBP, unknown: [POA, "0.00"]}
  mileage: {column: Odometer (mi), unit: mi, unknown: [0, 9999999]}
  status: {column: Sold, values: {0: available, 1: sold}}
  listed_at: Created
own:
  doors: {column: Doors, kind: number, about: Number of doors, unknown: [0]}
  site: {column: "Site?", kind: word, about: Where it stands}
  co2: {column: CO2, kind: number}
  tax_due: {column: Tax Due, kind: date}
  tested: {column: Tested, kind: date, unknown: ["2000-01-01 00:00:00"]}
  photo: {column: PhotoURL, kind: link}
  reserved: {column: Reserved, kind: flag}
  blurb: {column: Web_Blurb, kind: text}
  deposit: {column: Deposit, kind: money, unknown: [9999999]}
hide: {status: [sold]}
`,
		columns: []column{
			{"VehicleID", "INT"}, {"MK", "VARCHAR(64)"}, {"MDL", "VARCHAR(128)"}, {"YR", "SMALLINT"}, {"EXT_CLR", "VARCHAR(48)"},
			{"Asking Price", "VARCHAR(24)"}, {"Odometer (mi)", "INT UNSIGNED"}, {"Sold", "TINYINT(1)"}, {"Created", "DATETIME"}, {"Doors", "TINYINT"},
			{"Site?", "VARCHAR(40)"}, {"CO2", "DECIMAL(6,1)"}, {"Tax Due", "DATE"}, {"Tested", "DATETIME(3)"}, {"PhotoURL", "VARCHAR(99)"},
			{"Reserved", "BIT(1)"}, {"Web_Blurb", "TEXT"}, {"Deposit", "DECIMAL(10,2)"}, {"PurchasePrice", "DECIMAL(10,2)"},
		},
		words: map[string][][]string{
			"status": {{"available"}, {"SOLD"}, {"Available", "sold"}, {"0"}, {"2"}, {"inf"}, {"true"}},
			"site":   {{"leeds?"}, {"ключ"}, {"ŠKODA"}, {""}}, "reserved": {{"yes"}, {"NO"}, {"1"}, {"maybe"}}, "make": {{"ключ", "ford"}, {"citroën"}},
		},
	}
	for i, v := range cars(tb, 180) {
		price := value(v.Price)
		var priceText any
		switch {
		case v.Price == nil || i%17 == 0:
			price, priceText = nil, choose[any](i, nil, "POA", "0.00", "")
		default:
			priceText = grouped(*v.Price, ",", ".")
		}
		mileage, odometer := value(v.Mileage), value(v.Mileage)
		if v.Mileage == nil || *v.Mileage == 0 {
			mileage, odometer = nil, choose[any](i, nil, int64(0), int64(9999999))
		}
		sold, status := choose[any](i, int64(0), int64(1), int64(0), int64(2), nil), any(nil)
		if sold != nil {
			status = map[int64]string{0: "available", 1: "sold", 2: "2"}[sold.(int64)]
		}
		doors := choose[any](i, int64(3), int64(5), int64(0), nil)
		co2 := choose[any](i/2, "99.9", "101.0", nil, "0.5", "-1.5")
		tested := choose[any](i/3, "2000-01-01 00:00:00.000", "2026-01-02 03:04:05.678", "2026-01-02 03:04:05.000", nil)
		reserved := choose[any](i/5, int64(0), int64(1), nil)
		deposit := choose[any](i/7, "500.00", "9999999.00", "99.95", nil)
		site := choose[any](i, "Leeds?", "leeds?", "York", "", nil)
		due := choose[any](i/4, "2026-12-31", "2027-01-01", nil)
		mk := latin1(v.Make)
		w.rows = append(w.rows, row{
			id: vehicle.NumberID(int64(i)*2 - 50), hidden: status == "sold",
			values: []any{
				int64(i)*2 - 50, mk, latin1(v.Model), orZero(v.Year), value(v.Color), priceText, odometer, sold, "2026-10-0" + fmt.Sprint(1+i%9) + " 10:00:00",
				doors, site, co2, due, tested, "https://p.example/" + fmt.Sprint(i), reserved, `it's "new"? \ 100%`, deposit, "1.00",
			},
			want: map[string]any{
				"make": mk, "model": latin1(v.Model), "year": value(v.Year), "color": value(v.Color), "price": price, "currency": "GBP",
				"mileage": mileage, "mileage_unit": "mi", "status": status, "listed_at": "2026-10-0" + fmt.Sprint(1+i%9) + " 10:00:00",
				"doors": unless(doors, int64(0), thousands(doors)), "site": site, "co2": map[any]any{"99.9": thousandths(99900), "101.0": thousandths(101000), "0.5": thousandths(500), "-1.5": thousandths(-1500)}[co2],
				"tax_due": due, "tested": unless(tested, "2000-01-01 00:00:00.000", tested), "photo": "https://p.example/" + fmt.Sprint(i),
				"reserved": map[any]any{int64(0): "no", int64(1): "yes"}[reserved], "blurb": `it's "new"? \ 100%`,
				"deposit": map[any]any{"500.00": vehicle.Amount(50000), "99.95": vehicle.Amount(9995)}[deposit],
			},
		})
	}
	return w
}

// grouped writes an amount with a mark between thousands.
func grouped(a vehicle.Amount, group, mark string) string {
	whole, fraction, _ := strings.Cut(a.String(), ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + group + whole[at:]
	}
	return whole + mark + fraction
}

// latin1 is a text without what that character set lacks.
func latin1(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 255 {
			return '?'
		}
		return r
	}, text)
}

func orZero(n *int64) any {
	if n == nil {
		return int64(0)
	}
	return *n
}

func unless(have, not, then any) any {
	if have == not {
		return nil
	}
	return then
}

func thousands(n any) any {
	if n == nil {
		return nil
	}
	return thousandths(n.(int64) * 1000)
}

// autohausWorld is German: a UUID as the key, prices and mileages as text, the year in a text, a map of letters.
func autohausWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: "Fahrzeuge Bestand", key: []string{"UUID"},
		file: `view: Fahrzeuge Bestand
key: UUID
fields:
  make: Marke
  model: Modell
  year: {year_of: Erstzulassung}
  color: [Farbe Hersteller, Farbe]
  price: {column: Preis, decimal: ",", currency: EUR}
  mileage: {column: Kilometerstand, decimal: ",", unit: km, unknown: ["", "0 km"]}
  fuel_type: {column: Kraftstoff, values: {D: Diesel, B: Benzin, E: Elektro}, unknown: ["-"]}
  status: {column: Verkauft, values: {J: sold, N: available}}
  updated_at: "geändert"
own:
  tueren: {column: Türen, kind: number, decimal: ","}
  unfallfrei: {column: "unfall-frei", kind: flag, about: Ohne Unfall}
  garantie: {column: Garantie, kind: flag, values: {JA: yes, NEIN: no}}
  standort: {column: Standort, kind: word}
  pruefung: {year_of: Prüfung, kind: number}
hide: {status: [SOLD], standort: [geheim, "зал"]}
`,
		columns: []column{
			{"UUID", "CHAR(36) CHARACTER SET latin1"}, {"Marke", "VARCHAR(60)"}, {"Modell", "VARCHAR(120)"}, {"Erstzulassung", "VARCHAR(20)"}, {"Farbe Hersteller", "VARCHAR(48) CHARACTER SET latin1"},
			{"Farbe", "VARCHAR(48)"}, {"Preis", "VARCHAR(30)"}, {"Kilometerstand", "VARCHAR(20)"}, {"Kraftstoff", "CHAR(1)"}, {"Verkauft", "CHAR(1)"},
			{"geändert", "TIMESTAMP(6)"}, {"Türen", "VARCHAR(20)"}, {"unfall-frei", "VARCHAR(10)"}, {"Garantie", "ENUM('ja','nein','?')"},
			{"Standort", "VARCHAR(40) COLLATE utf8mb4_bin"}, {"Prüfung", "DATE"}, {"Einkauf", "DECIMAL(10,2)"},
		},
		words: map[string][][]string{
			"fuel_type": {{"diesel"}, {"D"}, {"benzin", "X"}, {"-"}, {"elektro"}}, "unfallfrei": {{"yes"}, {"no"}}, "garantie": {{"YES"}, {"ja"}, {"?"}},
			"status": {{"available"}, {"n"}, {"sold"}}, "standort": {{"münchen"}, {"зал 2"}, {"ЗАЛ 2"}, {"strasse"}},
		},
	}
	for i, v := range cars(tb, 150) {
		id := fmt.Sprintf("%08X-0000-4000-8000-%012d", (i*2654435761)&0xffffffff, i)
		registered, year := choose[any](i, nil, "", "neu", "ca. 1850"), any(nil)
		if registered == "ca. 1850" {
			year = int64(1850)
		}
		if v.Year != nil && *v.Year >= 1800 && *v.Year < 2100 {
			registered, year = fmt.Sprintf(choose(i, "03/%d", "%d", "01.02.%d", "%d-05-06"), *v.Year), *v.Year
		}
		price := value(v.Price)
		var priceText any
		switch {
		case v.Price == nil:
			priceText = choose[any](i, nil, "auf Anfrage")
		case *v.Price%100 == 0:
			priceText = "€ " + strings.TrimSuffix(grouped(*v.Price, ".", ","), "00") + "-"
		default:
			priceText = grouped(*v.Price, ".", ",") + " EUR (inkl. MwSt.)"
		}
		mileage := value(v.Mileage)
		var km any
		switch {
		case v.Mileage == nil || *v.Mileage == 0:
			mileage, km = nil, choose[any](i, nil, "", "0 KM")
		default:
			km = strings.TrimSuffix(grouped(vehicle.Amount(*v.Mileage*100), ".", ","), ",00") + " km"
		}
		fuel := choose[any](i, "D", "b", "E", "-", "X", nil)
		sold := choose[any](i/2, "J", "N", "n", nil, "?")
		doors := choose[any](i, "5 Türen", "2/3", "4", "", nil, "2,5")
		free := choose[any](i/3, "Ja", "NEIN", "unbekannt", nil, "", "1")
		warranty := choose[any](i/3, "ja", "nein", "?", nil)
		place := choose[any](i/2, "München", "münchen", "Зал 2", "Straße", "Geheim", "ЗАЛ", nil)
		check := choose[any](i, "2027-03-01", "1999-12-31", nil)
		color, own := value(v.Color), value(v.Color)
		var maker any
		if i%3 == 0 && v.Color != nil {
			maker, own = latin1(*v.Color)+" métallic", "schwarz"
			color = maker
		}
		when := fmt.Sprintf("2026-10-%02d 12:00:00.%06d", 1+i%28, i%3)
		w.rows = append(w.rows, row{
			id: vehicle.TextID(id), hidden: sold == "J" || place == "Geheim" || place == "ЗАЛ",
			values: []any{id, v.Make, v.Model, registered, maker, own, priceText, km, fuel, sold, when, doors, free, warranty, place, check, "100.00"},
			want: map[string]any{
				"make": v.Make, "model": v.Model, "year": year, "color": color, "price": price, "currency": "EUR", "mileage": mileage, "mileage_unit": "km",
				"fuel_type":  map[any]any{"D": "Diesel", "b": "Benzin", "E": "Elektro", "X": "X"}[fuel],
				"status":     map[any]any{"J": "sold", "N": "available", "n": "available", "?": "?"}[sold],
				"updated_at": when,
				"tueren":     map[any]any{"5 Türen": thousandths(5000), "2/3": thousandths(23000), "4": thousandths(4000), "2,5": thousandths(2500)}[doors],
				"unfallfrei": map[any]any{"Ja": "yes", "NEIN": "no", "": "no", "1": "yes"}[free],
				"garantie":   map[any]any{"ja": "yes", "nein": "no"}[warranty], "standort": place,
				"pruefung": map[any]any{"2027-03-01": thousandths(2027000), "1999-12-31": thousandths(1999000)}[check],
			},
		})
	}
	return w
}
