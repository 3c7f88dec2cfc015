package words_test

import (
	"testing"

	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// readEuropean reads a text for the written stock of Europe, and shows what was read.
func readEuropean(t *testing.T, text string) string {
	t.Helper()
	values, options := writtenStock(t, "eu")
	options.Year = present
	return shown(words.New(wordbook.Default(), values, options).Read(text))
}

// TestCallsOfPrograms checks that the names of calls and limits are read as programs write them.
func TestCallsOfPrograms(t *testing.T) {
	for text, want := range map[string]string{
		`search_inventory(make="Audi", max_mileage_miles=60000)`:              "make=Audi; mileage_max=96560; ",
		`ricerca(marca="Dacia", prezzo_max=16000)`:                            "make=Dacia; price_max=16000; ",
		`{"tool":"inventory_search","args":{"make":"Kia","desde_anio":2021}}`: "make=Kia; year_min=2021; ",
		`action=search make=Opel baujahr_von=2019 preis_bis=9000`:             "make=Opel; year_min=2019; price_max=9000; ",
		`get_listings(make="Kia", price_range=[4000, 9000])`:                  "make=Kia; price_min=4000; price_max=9000; ",
		`buscar(marca="Kia", marca!="Seat")`:                                  "make=Kia; -make=SEAT; ",
		`model=Golf; order=mileage`:                                           "model=Golf / Golf Variant / Golf GTI / Golf Plus; sort=mileage; ",
		"no Kia, Fiat or anything older than 2012":                            "-make=Kia; -make=Fiat; year_min=2012; ",
		"Kia from 2011 or earlier":                                            "make=Kia; year_max=2011; ",
		"part exchange our 2012 Golf for a Fiat":                              "make=Fiat; !part exchange our 2012 Golf; ",
	} {
		if got := readEuropean(t, text); got != want {
			t.Errorf("%s\n is  %q,\nwant %q", text, got, want)
		}
	}
}

// TestAlso checks that "Allrad" finds what says "4x4" where the stock has no "AWD", and not where it has.
func TestAlso(t *testing.T) {
	values, options := writtenStock(t, "eu")
	v := words.New(wordbook.Default(), values, options)
	if r := v.Match("drivetrain", "all wheel drive", nil); len(r.Values) != 5 || r.Outcome != match.Interpreted {
		t.Errorf("all wheel drive: %+v", r)
	}
	for n := range values.Counts["drivetrain"] {
		if values.Counts["drivetrain"][n].Value == "Allrad" {
			values.Counts["drivetrain"][n].Value = "AWD"
		}
	}
	for _, value := range words.New(wordbook.Default(), values, options).Match("drivetrain", "all wheel drive", nil).Values {
		if value == "4x4" {
			t.Error("where the stock has AWD, all wheel drive is no 4x4")
		}
	}
}

// TestNeedNotMatter checks phrases that hold for every name of a field, and lists of programs that stand apart.
func TestNeedNotMatter(t *testing.T) {
	for text, want := range map[string]string{
		"any Kia, the colour doesn't matter":                                  "make=Kia; ",
		"on any fuel but diesel, a Kia":                                       "make=Kia; -fuel_type=Diesel / Gazole; ",
		"Kia, egal welche Farbe":                                              "make=Kia; ",
		"peu importe la marque, Paris":                                        "location=Paris; ",
		"Kia, el color me da igual":                                           "make=Kia; ",
		"Kia, qualsiasi colore":                                               "make=Kia; ",
		"Kia, de kleur maakt niet uit":                                        "make=Kia; ",
		`make: ["Ford","Fiat"], model: ["Focus","Panda"]`:                     "make=Ford; make=Fiat; model=Focus / Focus Turnier; model=Panda; ",
		`cars(condition in [new, used], make=["Kia","Fiat"], max_price=9000)`: "condition=Neu; condition=Gebraucht / occasion; make=Kia; make=Fiat; price_max=9000; ",
	} {
		if got := readEuropean(t, text); got != want {
			t.Errorf("%s\n is  %q,\nwant %q", text, got, want)
		}
	}
}

// TestWhatPeopleSay checks words whose meaning their neighbours decide.
func TestWhatPeopleSay(t *testing.T) {
	for text, want := range map[string]string{
		"Kia, siamo in quattro":                       "make=Kia; !quattro; ",
		"Audi quattro diesel":                         "make=Audi; drivetrain=quattro / Allrad / 4x4; fuel_type=Diesel / Gazole; ",
		"ein Kia, noch unter 100tsd gelaufen":         "make=Kia; mileage_max=100000; ",
		"Kia, frühestens 2017 zugelassen":             "make=Kia; year_min=2017; ",
		"voor vijfduizend een Kia":                    "make=Kia; price_max=5000; ",
		"voor minder dan vijfduizend een Kia":         "make=Kia; price_max=5000; ",
		"voiture Kia occasion paris":                  "make=Kia; condition=occasion / Gebraucht; location=Paris; ",
		"Audi S line":                                 "make=Audi; trim=S line / 2.0 TDI S line; ",
		"weg vom Diesel, einen Kia":                   "make=Kia; -fuel_type=Diesel / Gazole; ",
		"what Kia have you got for a grand?":          "make=Kia; price_max=1000; ",
		"un Ibiza que no llegue a los ocho mil euros": "model=Ibiza; price_max=8000; ",
		"qual è la Tesla che costa meno?":             "make=Tesla; sort=price; ",
	} {
		if got := readEuropean(t, text); got != want {
			t.Errorf("%s\n is  %q,\nwant %q", text, got, want)
		}
	}
}
