package adapt

import "strings"

// unitWord maps the ways of writing a unit of mileage, folded, to the unit.
var unitWord = map[string]string{
	"km": "km", "kms": "km", "kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km", "kilometros": "km", "quilometros": "km", "chilometri": "km",
	"kmt": "km", "smi": "mi", "mi": "mi", "mls": "mi", "mile": "mi", "miles": "mi",
}

// otherUnits are units of other things. A number with one is still a number.
var otherUnits = map[string]bool{
	"kmpl": true, "cc": true, "bhp": true, "hp": true, "kw": true, "ps": true, "mpg": true, "l": true, "cv": true, "ch": true, "pk": true, "kg": true, "g/km": true, "km/kg": true, "l/100km": true,
	"kwh": true, "nm": true, "ccm": true, "cm3": true, "%": true, "mil": true, "k": true, "ttc": true, "ht": true, "vb": true, "brutto": true, "netto": true, "lakh": true,
}

// currencyWord maps the ways of writing a currency, folded, to the currency. "" marks a sign that several currencies
// share.
var currencyWord = map[string]string{
	"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "usd": "USD", "us$": "USD", "$": "?", "zl": "PLN", "pln": "PLN", "zloty": "PLN",
	"kc": "CZK", "czk": "CZK", "kr": "?", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "chf": "CHF", "rub": "RUB", "rub.": "RUB", "₽": "RUB", "r$": "BRL", "brl": "BRL", "tl": "TRY", "try": "TRY", "₺": "TRY",
	"mxn": "MXN", "ars": "ARS", "clp": "CLP", "cop": "COP", "aud": "AUD", "a$": "AUD", "cad": "CAD", "c$": "CAD", "nzd": "NZD", "inr": "INR", "₹": "INR", "rs": "?", "jpy": "JPY", "¥": "?", "cny": "CNY",
	"huf": "HUF", "ft": "HUF", "ron": "RON", "lei": "RON", "bgn": "BGN", "uah": "UAH", "kzt": "KZT", "zar": "ZAR", "aed": "AED", "sar": "SAR", "krw": "KRW", "thb": "THB", "php": "PHP", "myr": "MYR", "rm": "MYR", "sgd": "SGD", "idr": "IDR", "rp": "IDR",
	"pesos": "?", "dollar": "?", "dollars": "?", "sfr": "CHF",
}

// currencyOf returns the currency that a word names: "?" for a shared sign, "" for none.
func currencyOf(word string) string { return currencyWord[strings.TrimRight(word, ".")] }

// unitOf returns the unit that a token names.
func unitOf(t token) string {
	for _, m := range t.meanings {
		switch m.word {
		case "km":
			return "km"
		case "miles":
			if t.text != "mileage" {
				return "mi"
			}
		}
	}
	return ""
}
