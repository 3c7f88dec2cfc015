package adapt

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// profile is what the sample shows about a column's values.
type profile struct {
	rows, filled, distinct int
	// counts says how often each value occurs.
	counts map[string]int
	// numbers holds the values as numbers, by row, with NaN where there is none. numeric is the share of values that are
	// numbers, written the number of those with a unit, a currency or grouped thousands.
	numbers          []float64
	numeric, written float64
	whole            bool
	low, mid, high   float64
	// decimal is the decimal mark of numbers that are written as text, and grouped says that points group their thousands.
	decimal string
	grouped bool
	// dates is the share of dates, years holds their years by row, and iso means that all of them begin with the year.
	dates float64
	years []float64
	iso   bool
	// length is the mean number of letters, and spaced the share of values with more than two words.
	length, spaced float64
	// shapes is the share of values that have each named shape, and known the share with a word from each named list.
	shapes, known map[string]float64
	// exact is the share of values that are a known make and nothing else, and closed the share with no word that is not
	// on the named list.
	exact  float64
	closed map[string]float64
}

var shapes = map[string]*regexp.Regexp{
	"vin":   regexp.MustCompile(`^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$`),
	"uuid":  regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`),
	"url":   regexp.MustCompile(`(?i)^(https?:)?//\S+|^www\.\S+`),
	"image": regexp.MustCompile(`(?i)\.(jpe?g|png|webp|gif|avif)\b|/(images?|photos?|img|fotos?|pics?)/|^https?://(images?|img|photos?|cdn|pics?|media)\.`),
	"email": regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`),
	"phone": regexp.MustCompile(`^(\+|00)\d[\d ()./-]{6,}$|^\(?0\d{1,5}\)?[ ()./-]+\d[\d ()./-]{4,}$|^\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$`),
	"plate": regexp.MustCompile(`^(` + strings.Join(plates, "|") + `)$`),
	"name":  regexp.MustCompile(`^([김이박최정강조윤장임한오서신권황안송전홍]\p{Hangul}{2}|[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾]\p{Han}{1,2})$`),
	"check": nil, // checkDigit replaces a pattern.
}

// plates are the forms of licence plates, by the countries that have them.
var plates = []string{
	`[A-Z]{2}\d{2} ?[A-Z]{3}`, `[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?`, `[A-Z]{2}-\d{3}-[A-Z]{2}`, `\d{4} ?[BCDFGHJKLMNPRSTVWXYZ]{3}`, // GB, DE, FR, ES
	`[A-Z]{2} ?\d{3} ?[A-Z]{2}`, `(\d{2}|\d{1,3}|[A-Z]{1,3})-([A-Z]{2,3}|\d{2,3})-([A-Z]{1,2}|\d{1,2})`, `\d{2} [A-Z]{1,3} \d{2,4}`, // IT, NL, TR
	`[АВЕКМНОРСТУХ]\d{3}[АВЕКМНОРСТУХ]{2}\d{2,3}`, `[A-Z]{3}\d[A-Z]\d{2}`, `[A-Z]{3}-\d{3,4}`, `[A-Z]{2} ?[A-Z]{2}-\d{3}`, // RU, BR, FI and HU and GR, HU
	`[A-Z]{2} \d{5}`, `[A-Z]{2} ?\d{2} \d{3}`, `[A-Z]{1,2}[ -]?\d{2,3}[ -]?[A-Z]{3}`, `[A-ZА-ЯІ]{2} ?\d{4} ?[A-ZА-ЯІ]{2}`, // NO, DK, RO, BG and UA
	`[A-ZŠČĆŽ]{2} ?\d{3,4}-?[A-Z]{2}`, `[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}`, `\d{2}[A-Z]\d?-\d{3}\.?\d{2}`, // HR, IN, VN
	`\d{2,3}[가-힣] ?\d{4}`, `\p{Han}[A-Z][·• ]?[A-Z0-9]{5,6}`, // KR, CN
}

func newProfile(rows [][]*string, at int, kind string, l *lexicon) *profile {
	p := &profile{
		rows: len(rows), counts: map[string]int{}, whole: true, iso: true, low: math.Inf(1), high: math.Inf(-1),
		shapes: map[string]float64{}, known: map[string]float64{}, closed: map[string]float64{}, numbers: make([]float64, len(rows)), years: make([]float64, len(rows)),
	}
	p.grouped = (strings.Contains(kind, "char") || strings.Contains(kind, "text")) && groupedByPoints(rows, at)
	var numbers []float64
	for i, row := range rows {
		p.numbers[i], p.years[i] = math.NaN(), math.NaN()
		if row[at] == nil || strings.TrimSpace(*row[at]) == "" {
			continue
		}
		p.filled++
		text := strings.TrimSpace(*row[at])
		p.counts[text]++
		if p.add(i, text) {
			numbers = append(numbers, p.numbers[i])
		}
	}
	p.distinct = len(p.counts)
	if p.filled == 0 {
		return p
	}
	if len(numbers) > 0 {
		slices.Sort(numbers)
		p.low, p.mid, p.high = numbers[0], numbers[len(numbers)/2], numbers[len(numbers)-1]
	}
	p.average(l)
	return p
}

// groupedByPoints reports whether points group thousands in a column: each point is followed by three digits, and there
// are too many for chance.
func groupedByPoints(rows [][]*string, at int) bool {
	n := 0
	for _, row := range rows {
		if row[at] == nil || !strings.Contains(*row[at], ".") {
			continue
		}
		if text := strings.TrimSpace(*row[at]); !pointGroups.MatchString(text) || strings.HasPrefix(text, "0") || strings.Contains(text, ",") {
			return false
		}
		n++
	}
	return n >= 5
}

// add adds one value, and reports whether it is a number.
func (p *profile) add(i int, text string) bool {
	p.length += float64(len([]rune(text)))
	if strings.Count(text, " ") > 2 {
		p.spaced++
	}
	for name, shape := range shapes {
		if shape != nil && shape.MatchString(text) || shape == nil && checkDigit(text) {
			p.shapes[name]++
		}
	}
	if year, iso, ok := dateOf(text); ok {
		p.dates++
		p.years[i] = float64(year)
		p.iso = p.iso && iso
		return false
	}
	n, plain, decimal, ok := numberOf(text)
	if p.grouped && pointGroups.MatchString(text) {
		if whole, err := strconv.ParseFloat(strings.ReplaceAll(text, ".", ""), 64); err == nil {
			n, plain, decimal, ok = whole, false, ",", true
		}
	}
	if !ok {
		return false
	}
	p.numeric++
	if !plain {
		p.written++
	}
	if decimal != "" {
		p.decimal = decimal
	}
	p.numbers[i] = n
	p.whole = p.whole && n == math.Trunc(n)
	return true
}

// average turns counts into shares of the values that are not NULL.
func (p *profile) average(l *lexicon) {
	n := float64(p.filled)
	p.numeric, p.written, p.dates, p.length, p.spaced = p.numeric/n, p.written/n, p.dates/n, p.length/n, p.spaced/n
	for name := range p.shapes {
		p.shapes[name] /= n
	}
	for value, count := range p.counts {
		if l.values["make"][fold(value)] {
			p.exact += float64(count) / n
		}
	}
	for list, known := range l.values {
		for value, count := range p.counts {
			if list == "model" && knownStart(known, value) || list != "model" && knownValue(known, value) {
				p.known[list] += float64(count) / n
				if closedValue(known, value) {
					p.closed[list] += float64(count) / n
				}
			}
		}
	}
}

// knownValue reports whether the list has a value, or one of its words.
func knownValue(known map[string]bool, value string) bool {
	text := fold(value)
	if known[text] {
		return true
	}
	if len(text) > 60 {
		return false
	}
	for word := range strings.FieldsFuncSeq(text, betweenWords) {
		if known[word] && len(word) > 1 {
			return true
		}
	}
	return false
}

func betweenWords(r rune) bool { return strings.ContainsRune(" /,()+&;|-_", r) }

// closedValue reports whether the list has all words of a value, which has at least one.
func closedValue(known map[string]bool, value string) bool {
	text := fold(value)
	if known[text] {
		return true
	}
	return !slices.ContainsFunc(strings.FieldsFunc(text, betweenWords), func(word string) bool { return !known[word] })
}

// knownStart reports whether a value begins with an entry of the list, up to the end of a word.
func knownStart(known map[string]bool, value string) bool {
	text := fold(value)
	for at, r := range text {
		if (r == ' ' || r == '/') && known[text[:at]] {
			return true
		}
	}
	return known[text]
}

// few reports whether the same values occur again and again.
func (p *profile) few() bool { return p.filled > 0 && (p.distinct <= 12 || p.distinct*3 <= p.filled) }

// unique reports whether each row has a different value.
func (p *profile) unique() bool { return p.rows > 1 && p.filled == p.rows && p.distinct == p.rows }

var (
	// writtenNumber is a number and what stands around it: a currency or a unit.
	writtenNumber = regexp.MustCompile(`^([^\d\s+-][^\d]{0,5}|)\s*(-?\d{1,3}(?:[ .,'  ]\d{3})+(?:[.,]\d{1,2})?|-?\d+(?:[.,]\d+)?)(,-|,–|\.-)?\s*([^\d]{0,24})$`)
	plainNumber   = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	pointGroups   = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,\d+)?$`)
	commaGroups   = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	spaces        = strings.NewReplacer(" ", "", " ", "", " ", "", "'", "")
)

// numberOf reads a number, even with a unit or a currency. plain means that the text is nothing but a number. decimal
// is the decimal mark that the text shows.
func numberOf(text string) (n float64, plain bool, decimal string, ok bool) {
	if plainNumber.MatchString(text) {
		n, err := strconv.ParseFloat(text, 64)
		return n, true, "", err == nil
	}
	match := writtenNumber.FindStringSubmatch(text)
	if match == nil {
		return 0, false, "", false
	}
	if words := len(strings.Fields(match[4])); words > 2 || match[1] != "" && match[4] == "" && !affix(match[1]) {
		return 0, false, "", false
	}
	if match[4] != "" && !affix(match[4]) || match[1] != "" && !affix(match[1]) {
		return 0, false, "", false
	}
	digits := spaces.Replace(match[2])
	switch {
	case pointGroups.MatchString(digits):
		digits, decimal = strings.Replace(strings.ReplaceAll(digits, ".", ""), ",", ".", 1), ","
	case commaGroups.MatchString(digits):
		digits, decimal = strings.ReplaceAll(digits, ",", ""), "."
	case strings.Contains(digits, ","):
		digits, decimal = strings.Replace(digits, ",", ".", 1), ","
	}
	n, err := strconv.ParseFloat(digits, 64)
	return n, false, decimal, err == nil
}

// affix reports whether the text beside a number is a unit or a currency.
func affix(text string) bool {
	for word := range strings.FieldsSeq(fold(strings.Trim(text, " .,:-–"))) {
		if unitWord[word] == "" && currencyOf(word) == "" && !otherUnits[word] {
			return false
		}
	}
	return true
}

var vinValues = map[rune]int{
	'A': 1, 'B': 2, 'C': 3, 'D': 4, 'E': 5, 'F': 6, 'G': 7, 'H': 8, 'J': 1, 'K': 2, 'L': 3, 'M': 4, 'N': 5, 'P': 7, 'R': 9,
	'S': 2, 'T': 3, 'U': 4, 'V': 5, 'W': 6, 'X': 7, 'Y': 8, 'Z': 9,
}

var vinWeights = []int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}

// checkDigit reports whether a text is a North American VIN with the right check digit in position 9 (49 CFR 565.15).
func checkDigit(text string) bool {
	if len(text) != 17 {
		return false
	}
	sum := 0
	for i, r := range strings.ToUpper(text) {
		value, letter := vinValues[r]
		if r >= '0' && r <= '9' {
			value = int(r - '0')
		} else if !letter {
			return false
		}
		sum += value * vinWeights[i]
	}
	return strings.ToUpper(text)[8] == "0123456789X"[sum%11]
}
