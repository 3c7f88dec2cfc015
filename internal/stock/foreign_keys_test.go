package stock_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
)

// concessionWorld is French: a key of several columns with ~ and % in it, the year of a date, bits, a price with four
// decimals.
func concessionWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: "véhicules", key: []string{"Agence", "N°", "Entrée"},
		file: `view: véhicules
key: [Agence, N°, Entrée]
fields:
  make: marque
  model: modèle
  trim: {value: "Série \"spéciale\" d'été"}
  year: {year_of: mise_en_circulation}
  price: {column: prix_ttc, currency: EUR, unknown: [0, 1]}
  mileage: {column: km_driven, unit: km}
  transmission: {column: boite, values: {0: Manuelle, 1: Automatique, 2: Automatique}, unknown: [9]}
  status: {column: vendu, values: {true: sold, false: available}}
  listed_at: mise_en_circulation
own:
  portes: {column: "nb \"portes\"", kind: number}
  remise: {column: remise, kind: money}
  note: {column: note, kind: number}
  agence: {column: Agence, kind: word, words: {Lyon: [rhône]}}
  clim: {column: clim, kind: flag}
`,
		columns: []column{
			{"Agence", "VARCHAR(30)"}, {"N°", "INT"}, {"Entrée", "DATE"}, {"marque", "VARCHAR(60)"}, {"modèle", "VARCHAR(120)"},
			{"mise_en_circulation", "DATE"}, {"prix_ttc", "DECIMAL(14,4)"}, {"km_driven", "DECIMAL(10,1)"}, {"boite", "TINYINT UNSIGNED"},
			{"vendu", "BIT(1)"}, {`nb "portes"`, "TINYINT"}, {"remise", "DOUBLE"}, {"note", "DECIMAL(20,4)"}, {"clim", "TINYINT(1)"}, {"marge", "DECIMAL(9,2)"},
		},
		words: map[string][][]string{
			"transmission": {{"automatique"}, {"MANUELLE", "5"}, {"5"}, {"9"}, {"1"}}, "agence": {{"lyon~1"}, {"LYON"}, {"100%"}},
			"status": {{"sold"}, {"Available"}, {"0"}, {"true"}}, "trim": {{`série "SPÉCIALE" d'été`}, {"base"}},
		},
	}
	for i, v := range cars(tb, 150) {
		branch := choose(i, "Lyon", "Lyon~1", "100%", "%7E", "~", "lyon", "Été")
		id := vehicle.TextID(strings.NewReplacer("%", "%25", "~", "%7E").Replace(branch) + fmt.Sprintf("~%d~2026-0%d-01", i, 1+i%9))
		first, year := any(nil), any(nil)
		if v.Year != nil && *v.Year > 1000 {
			first, year = fmt.Sprintf("%04d-%02d-%02d", *v.Year, 1+i%12, 1+i%28), *v.Year
		}
		prix := choose[any](i, "12990.0050", "12990.0049", "1.0000", "0.0000", "1.0050", "9999999.9950", nil, "-2.6750")
		price := map[any]any{
			"12990.0050": vehicle.Amount(1299001), "12990.0049": vehicle.Amount(1299000), "1.0050": vehicle.Amount(101), "9999999.9950": vehicle.Amount(1000000000), "-2.6750": vehicle.Amount(-268),
		}[prix]
		km := choose[any](i/2, "12.4", "12.5", "0.5", "99999.0", nil)
		box := choose[any](i, int64(0), int64(1), int64(2), int64(5), int64(9), nil)
		sold := choose[any](i/3, int64(0), int64(1), nil)
		doors := choose[any](i, int64(3), int64(5), nil)
		off := choose[any](i/2, 2.675, 0.125, 1e3, -0.005, nil)
		note := choose[any](i/2, "0.1235", "0.1225", "-0.1235", "12345678.0000", nil)
		clim := choose[any](i, int64(0), int64(1), int64(2), nil)
		w.rows = append(w.rows, row{
			id:     id,
			values: []any{branch, int64(i), fmt.Sprintf("2026-0%d-01", 1+i%9), v.Make, v.Model, first, prix, km, box, sold, doors, off, note, clim, "5.00"},
			want: map[string]any{
				"make": v.Make, "model": v.Model, "trim": `Série "spéciale" d'été`, "year": year, "price": price, "currency": "EUR",
				"mileage": map[any]any{"12.4": int64(12), "12.5": int64(13), "0.5": int64(1), "99999.0": int64(99999)}[km], "mileage_unit": "km",
				"transmission": map[any]any{int64(0): "Manuelle", int64(1): "Automatique", int64(2): "Automatique", int64(5): "5"}[box],
				"status":       map[any]any{int64(0): "available", int64(1): "sold"}[sold], "listed_at": first,
				"portes": thousands(doors), "remise": map[any]any{2.675: vehicle.Amount(268), 0.125: vehicle.Amount(13), 1e3: vehicle.Amount(100000), -0.005: vehicle.Amount(-1)}[off],
				"note":   map[any]any{"0.1235": thousandths(124), "0.1225": thousandths(123), "-0.1235": thousandths(-124), "12345678.0000": thousandths(12345678000)}[note],
				"agence": branch, "clim": map[any]any{int64(0): "no", int64(1): "yes", int64(2): "yes"}[clim],
			},
		})
	}
	return w
}

// usatiWorld is Italian, in latin1: names with backticks, quotes and backslashes, an unsigned key, a YEAR, sets of
// words.
func usatiWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: "usati`2", key: []string{"cod`ice"}, charset: "latin1",
		file: "view: usati`2\nkey: cod`ice\n" + `fields:
  vin: telaio
  stock_number: "cod` + "`" + `ice"
  make: "mar\"ca"
  model: 'mod\ello'
  year: anno
  price: {column: "prezzo?", currency: EUR}
  mileage: {column: km, unit: km}
  condition: {value: used}
  location: [sede, deposito]
  status: {column: stato, values: {venduto: sold, in vendita: available}}
  updated_at: modificato
own:
  colore_interno: {column: interni, kind: word}
  optional: {column: optional, kind: text}
  cilindrata: {column: cc, kind: number}
  potenza: {column: kW, kind: number, unknown: [0]}
  neopatentati: {column: neo, kind: flag, values: {SI: yes, "NO": no}}
  revisione: {column: revisione, kind: date}
`,
		columns: []column{
			{"cod`ice", "BIGINT UNSIGNED"}, {"telaio", "CHAR(17)"}, {`mar"ca`, "VARCHAR(60)"}, {`mod\ello`, "VARCHAR(120)"}, {"anno", "YEAR"},
			{"prezzo?", "DECIMAL(9,2) UNSIGNED"}, {"km", "DOUBLE"}, {"sede", "VARCHAR(40) CHARACTER SET utf8mb4"}, {"deposito", "CHAR(20)"},
			{"stato", "ENUM('in vendita','venduto','riservato')"}, {"modificato", "DATETIME(6)"}, {"interni", "VARCHAR(40) COLLATE latin1_general_cs"},
			{"optional", "SET('abs','esp')"}, {"cc", "BIGINT UNSIGNED"}, {"kW", "FLOAT"}, {"neo", "VARCHAR(3)"}, {"revisione", "TIMESTAMP"},
		},
		words: map[string][][]string{
			"status": {{"sold"}, {"AVAILABLE", "riservato"}, {"venduto"}}, "location": {{"forlì"}, {"łódź"}, {"FORLI"}},
			"colore_interno": {{"nero"}, {"ключ"}}, "condition": {{"USED"}, {"new"}}, "neopatentati": {{"yes"}},
		},
	}
	for i, v := range cars(tb, 150) {
		id := int64(i) * 1000003
		year := any(nil)
		if v.Year != nil && *v.Year > 1901 && *v.Year < 2156 {
			year = *v.Year
		}
		price := any(nil)
		var amount any
		if v.Price != nil && *v.Price < 100000000 {
			price, amount = v.Price.String(), *v.Price
		}
		km := choose[any](i, 0.0, 1234.5, 99999.49, 2.5, nil)
		place, store := choose[any](i, "Forlì", "Łódź", nil), choose[any](i/3, "Milano", "forlì", nil)
		location := place
		if location == nil {
			location = store
		}
		state := choose[any](i/2, "in vendita", "venduto", "riservato", nil)
		seats := choose[any](i/2, "Nero", "nero", "Rosso", "", nil)
		extras := choose[any](i, "abs,esp", "abs", "", nil)
		size := choose[any](i, int64(1248), int64(1998), int64(0), nil)
		power := choose[any](i/2, 0.0, 88.5, 110.0, nil)
		beginner := choose[any](i/2, "si", "NO", "x", nil)
		changed := fmt.Sprintf("2026-10-01 00:00:%02d.%06d", i%4, i%2)
		check := choose[any](i, "2026-05-01 00:00:00", "2026-05-01 23:59:59", nil)
		w.rows = append(w.rows, row{
			id: vehicle.NumberID(id),
			values: []any{
				id, value(v.VIN), latin1(v.Make), latin1(v.Model), year, price, km, place, store, state, changed, seats, extras, size, power, beginner, check,
			},
			want: map[string]any{
				"stock_number": fmt.Sprint(id), "vin": value(v.VIN), "make": latin1(v.Make), "model": latin1(v.Model), "year": year, "price": amount, "currency": "EUR",
				"mileage": roundedHalfUp(km), "mileage_unit": "km", "condition": "used", "location": location,
				"status": map[any]any{"in vendita": "available", "venduto": "sold", "riservato": "riservato"}[state], "updated_at": changed,
				"colore_interno": seats, "optional": extras, "cilindrata": thousands(size),
				"potenza": map[any]any{88.5: thousandths(88500), 110.0: thousandths(110000)}[power], "neopatentati": map[any]any{"si": "yes", "NO": "no", "x": "yes"}[beginner],
				"revisione": check,
			},
		})
	}
	return w
}

func roundedHalfUp(f any) any {
	if f == nil {
		return nil
	}
	return int64(math.Floor(f.(float64) + 0.5))
}

// skladWorld is Russian and Turkish: a key whose case the source puts aside, letters beyond ASCII in all words, a
// Turkish collation.
func skladWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: "склад", key: []string{"Код"},
		file: `view: склад
key: Код
fields:
  make: Марка
  model: Модель
  year: {column: Год, decimal: "."}
  color: Цвет
  location: Şehir
  price: {column: Цена, decimal: "."}
  currency: Валюта
  mileage: {column: Пробег, unit: km, decimal: ","}
own:
  sold: {column: Продано, kind: flag}
  seats: {column: Мест, kind: number, values: {две: 2, пять: 5}, decimal: "."}
  arrived: {column: Поступил, kind: date}
hide: {sold: [yes], make: [скрыто]}
`,
		columns: []column{
			{"Код", "VARCHAR(20)"}, {"Марка", "VARCHAR(60)"}, {"Модель", "VARCHAR(120) COLLATE utf8mb4_general_ci"}, {"Год", "CHAR(8)"},
			{"Цвет", "VARCHAR(40) COLLATE utf8mb4_unicode_ci"}, {"Şehir", "VARCHAR(40) COLLATE utf8mb4_turkish_ci"}, {"Цена", "VARCHAR(20)"}, {"Валюта", "CHAR(3)"},
			{"Пробег", "VARCHAR(20)"}, {"Продано", "CHAR(3)"}, {"Мест", "VARCHAR(10)"}, {"Поступил", "DATE"}, {"Заметки", "TEXT"},
		},
		words: map[string][][]string{
			"make":     {{"автоваз"}, {"АВТОВАЗ"}, {"АвтоВАЗ", "ford"}, {"ёлка"}, {"елка"}, {"скрыто"}},
			"location": {{"istanbul"}, {"İSTANBUL"}, {"ISTANBUL"}, {"ıstanbul"}, {"diyarbakir"}, {"DİYARBAKIR"}}, "color": {{"тёмно-синий"}, {"ТЁМНО-СИНИЙ"}, {"темно-синий"}},
			"model": {{"straße"}, {"STRASSE"}, {"ångström"}}, "sold": {{"no"}, {"да"}},
		},
	}
	for i, v := range cars(tb, 150) {
		id := fmt.Sprintf("%s-%d", choose(i, "AB", "ab", "Ж", "ж", "É"), i)
		brand := choose(i, v.Make, v.Make, "АВТОВАЗ", "АвтоВАЗ", "Ёлка", "Елка", "Скрыто")
		model := choose(i/2, v.Model, v.Model, "Straße", "strasse", "Ångström")
		year, text := value(v.Year), any("н/д")
		if v.Year != nil {
			text = fmt.Sprintf("%d г.", *v.Year)
		}
		color := choose[any](i/2, "Тёмно-синий", "тёмно-Синий", "темно-синий", "", nil)
		city := choose[any](i/3, "İstanbul", "ISTANBUL", "ıstanbul", "istanbul", "DIYARBAKIR", "Diyarbakir", nil)
		price := any(nil)
		if v.Price != nil {
			price = grouped(*v.Price, " ", ".") + " ₽"
		}
		km := any(nil)
		if v.Mileage != nil {
			km = fmt.Sprintf("%d,4 км", *v.Mileage)
		}
		sold := choose[any](i, "Да", "нет", "Нет", nil, "?")
		seats := choose[any](i, "две", "ПЯТЬ", "7", "много", nil)
		day := choose[any](i/2, "2026-02-28", "2026-03-01", nil)
		w.rows = append(w.rows, row{
			id: vehicle.TextID(id), hidden: sold == "Да" || brand == "Скрыто",
			values: []any{id, brand, model, text, color, city, price, "RUB", km, sold, seats, day, "заметка"},
			want: map[string]any{
				"make": brand, "model": model, "year": year, "color": color, "location": city, "price": value(v.Price), "currency": "RUB",
				"mileage": value(v.Mileage), "mileage_unit": "km", "sold": map[any]any{"Да": "yes", "нет": "no", "Нет": "no"}[sold],
				"seats": map[any]any{"две": thousandths(2000), "ПЯТЬ": thousandths(5000), "7": thousandths(7000)}[seats], "arrived": day,
			},
		})
	}
	return w
}

// feedWorld is an export in which everything is text: no year, no date, constants for the rest.
func feedWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{
		view: "feed", key: []string{"stock-no"},
		file: `view: feed
key: stock-no
fields:
  stock_number: stock-no
  make: make
  model: model
  price: {column: price, decimal: "."}
  currency: {value: USD}
  mileage: {column: mileage, decimal: "."}
  mileage_unit: {value: mi}
  status: {value: available}
own:
  year_text: {column: year, kind: word}
  options: {column: options, kind: text}
  certified: {column: certified, kind: flag, unknown: ["n/a"]}
`,
		columns: []column{
			{"stock-no", "DECIMAL(12,0)"}, {"make", "TEXT"}, {"model", "TEXT"}, {"price", "TEXT"}, {"mileage", "TEXT"}, {"year", "TEXT"},
			{"options", "LONGTEXT"}, {"certified", "TEXT"},
		},
		words: map[string][][]string{"year_text": {{"2015"}, {""}}, "certified": {{"yes"}, {"no"}}, "status": {{"AVAILABLE"}, {"sold"}}},
	}
	for i, v := range cars(tb, 150) {
		id := fmt.Sprint(int64(i) * 7)
		price, mileage, year := any("call"), any("mi"), any(nil)
		if v.Price != nil {
			price = "$" + grouped(*v.Price, ",", ".")
		}
		if v.Mileage != nil {
			mileage = fmt.Sprintf("%d mi", *v.Mileage)
		}
		if v.Year != nil {
			year = fmt.Sprint(*v.Year)
		}
		certified := choose[any](i, "Y", "n", "N/A", "certainly", nil)
		w.rows = append(w.rows, row{
			id: vehicle.TextID(id), values: []any{id, v.Make, v.Model, price, mileage, year, `["a","b"]`, certified},
			want: map[string]any{
				"stock_number": id, "make": v.Make, "model": v.Model, "price": value(v.Price), "currency": "USD", "mileage": value(v.Mileage), "mileage_unit": "mi",
				"status": "available", "year_text": year, "options": `["a","b"]`, "certified": map[any]any{"Y": "yes", "n": "no"}[certified],
			},
		})
	}
	return w
}
