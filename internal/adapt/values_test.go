package adapt_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// plain makes names, codes and links.
func (c *car) plain(kind, rest string) (string, bool) {
	switch kind {
	case "make", "model":
		v := map[string]string{"make": c.make, "model": c.model}[kind]
		switch rest {
		case "upper":
			v = strings.ToUpper(v)
		case "lower":
			v = strings.ToLower(v)
		}
		return v, true
	case "trim":
		return c.trim, true
	case "title":
		return fmt.Sprintf("%d %s %s %s", c.year, c.make, c.model, c.trim), true
	case "makemodel":
		return c.make + " " + c.model + " " + c.trim, true
	case "enum":
		return pick(c.rng, strings.Split(rest, "/")), true
	case "const":
		return rest, true
	case "uuid":
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", c.rng.Uint32(), c.rng.IntN(65536), c.rng.IntN(4096), c.rng.IntN(4096), c.rng.Int64N(1<<47)), true
	case "hex":
		return fmt.Sprintf("%016x%016x", c.rng.Uint64(), c.rng.Uint64())[:min(32, atoi(rest))], true
	case "stock":
		return fmt.Sprintf("%s%05d", rest, 1000+c.row*37), true
	case "code", "code3":
		return fmt.Sprintf("%c%02d", 'A'+c.rng.IntN(26), c.rng.IntN(100)), true
	case "vin":
		if rest == "lower" {
			return strings.ToLower(c.vin("1HGCM82633A")), true
		}
		return c.vin("1HGCM82633A"), true
	case "euvin":
		return fmt.Sprintf("WVWZZZ1KZ%c%c%06d", "ABCDEFGH"[c.rng.IntN(8)], "WPE"[c.rng.IntN(3)], c.row*7919%1000000), true
	case "url":
		return fmt.Sprintf("https://cars.example.com/used/%s-%d.html", strings.ToLower(strings.ReplaceAll(c.make, " ", "-")), 1000+c.row), true
	case "img":
		return fmt.Sprintf("https://img.example.com/stock/%d_%d.jpg", 1000+c.row, c.rng.IntN(9)), true
	case "mail":
		return strings.ToLower(strings.ReplaceAll(pick(c.rng, c.words["person.any"]), " ", ".")) + "@example.com", true
	case "phone":
		return fmt.Sprintf("+49 40 %06d", c.rng.IntN(1000000)), true
	case "plateid":
		return fmt.Sprintf("ABC%03d", c.row+100), true
	case "zip":
		return fmt.Sprintf("%05d", 10000+c.rng.IntN(89000)), true
	case "address":
		return fmt.Sprintf("%d Main Street, %s, TX %05d", 10+c.rng.IntN(900), pick(c.rng, c.words["city.us"]), 70000+c.rng.IntN(9000)), true
	case "branch":
		return strconv.Itoa(1 + c.row%4), true
	case "withinbranch":
		return strconv.Itoa(100 + c.row/4), true
	}
	return "", false
}

func (c *car) dated(kind string) (string, bool) {
	day := time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC).AddDate(0, 0, -c.rng.IntN(300)).Add(time.Duration(c.rng.IntN(36000)) * time.Second)
	switch kind {
	case "date":
		return day.Format("2006-01-02"), true
	case "date+":
		return day.AddDate(1, 0, 0).Format("2006-01-02"), true
	case "datetime":
		return day.Format("2006-01-02 15:04:05"), true
	case "datetime+":
		return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(c.rng.IntN(20*86400)) * time.Second).Format("2006-01-02 15:04:05"), true
	case "isodate":
		return day.Format("2006-01-02T15:04:05-0700"), true
	case "regdate":
		return fmt.Sprintf("%d-%02d-%02d", c.year, c.month, 1+c.rng.IntN(28)), true
	case "mmyyyy":
		return fmt.Sprintf("%02d/%d", c.month, c.year), true
	case "mmyyyy+":
		return fmt.Sprintf("%02d/%d", c.month, 2027+c.rng.IntN(2)), true
	}
	return c.datedText(kind, day)
}

func (c *car) number(kind, rest string) (string, bool) {
	if v, ok := c.computed(kind, rest); ok {
		return v, true
	}
	low, high, _ := strings.Cut(rest, ":")
	switch kind {
	case "seq":
		return strconv.Itoa(atoi(rest) + c.row), true
	case "year":
		return strconv.Itoa(c.year), true
	case "year-1":
		return strconv.Itoa(c.year - c.rng.IntN(2)), true
	case "mi":
		return strconv.Itoa(c.miles), true
	case "km":
		return strconv.Itoa(c.miles * 8 / 5), true
	case "mil":
		return strconv.Itoa(c.miles * 8 / 50), true
	case "price":
		return strconv.Itoa(c.price/10*10 - 5), true
	case "price2":
		return strconv.Itoa((c.price - 300 - c.rng.IntN(900)) / 10 * 10), true
	case "net":
		return fmt.Sprintf("%.2f", float64(c.price/10*10-5)/1.2), true
	case "cost":
		return strconv.Itoa(c.price*8/10 + c.rng.IntN(300)), true
	case "msrp":
		return strconv.Itoa(c.price + 4000 + c.rng.IntN(9000)), true
	case "kmpl":
		return fmt.Sprintf("%.1f", 12+c.rng.Float64()*12), true
	case "cc":
		return strconv.Itoa(900 + c.rng.IntN(2000)), true
	case "hp":
		return strconv.Itoa(60 + c.rng.IntN(140)), true
	case "int":
		return strconv.Itoa(atoi(low) + c.rng.IntN(atoi(high)-atoi(low)+1)), true
	case "dec":
		return fmt.Sprintf("%.1f", float64(atoi(low))+c.rng.Float64()*float64(atoi(high)-atoi(low))), true
	case "flag":
		p, err := strconv.ParseFloat(rest, 64)
		if err == nil && c.rng.Float64() < p {
			return "1", true
		}
		return "0", err == nil
	}
	return "", false
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

// vin makes a North American VIN, whose ninth position is a check digit (49 CFR 565.15).
func (c *car) vin(start string) string {
	text := []byte(fmt.Sprintf("%s%06d", start, 100000+c.row*113))
	values := map[byte]int{'H': 8, 'G': 7, 'C': 3, 'M': 4, 'A': 1}
	sum := 0
	for i, weight := range []int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2} {
		value := int(text[i] - '0')
		if text[i] >= 'A' {
			value = values[text[i]]
		}
		sum += value * weight
	}
	text[8] = "0123456789X"[sum%11]
	return string(text)
}
