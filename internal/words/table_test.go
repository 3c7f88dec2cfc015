package words_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/wordbook"
)

// present is the year of the table's requests.
const present = 2026

// readStocks reads testdata/stocks.txt.
func readStocks(tb testing.TB) map[string]*words.Vocabulary {
	tb.Helper()
	text, err := os.ReadFile("testdata/stocks.txt")
	if err != nil {
		tb.Fatal(err)
	}
	book, err := wordbook.NewBook(nil)
	if err != nil {
		tb.Fatal(err)
	}
	stocks := map[string]*words.Vocabulary{}
	var values vehicle.Values
	options, name := match.Options{Year: present}, ""
	finish := func() {
		if name != "" {
			if options.Currency != "" {
				values.Counts["currency"] = []vehicle.Count{{Value: options.Currency, Vehicles: 1000}}
			}
			stocks[name] = words.New(book, values, options)
		}
		values, options = vehicle.Values{Counts: map[string][]vehicle.Count{}}, match.Options{Year: present}
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if inner, ok := strings.CutPrefix(line, "["); ok {
			finish()
			name = strings.TrimSuffix(inner, "]")
			continue
		}
		parameter, list, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		list = strings.TrimSpace(list)
		parameter, brand, _ := strings.Cut(parameter, " ")
		switch parameter {
		case "unit":
			options.Unit = list
		case "currency":
			options.Currency = list
		default:
			for i, value := range strings.Split(list, " / ") {
				values.Counts[parameter] = append(values.Counts[parameter], vehicle.Count{Of: brand, Value: value, Vehicles: int64(1000 - i)})
			}
		}
	}
	finish()
	return stocks
}

// reading writes what was read in the table's form.
func reading(v *words.Vocabulary, parameter, sent string) []string {
	filters := map[string][]string{}
	var parts []string
	put := func(r match.Reading) {
		switch r.Outcome {
		case match.Ambiguous:
			var one []string
			same := true
			for _, c := range r.Candidates {
				same = same && c.Parameter == r.Candidates[0].Parameter
			}
			for i, c := range r.Candidates {
				if same && i > 0 {
					one = append(one, c.Value)
				} else {
					one = append(one, c.Parameter+"="+c.Value)
				}
			}
			parts = append(parts, "?"+sorted(one))
		default:
			for _, value := range r.Values {
				if !slices.Contains(filters[r.Parameter], value) {
					filters[r.Parameter] = append(filters[r.Parameter], value)
				}
			}
		}
	}
	if parameter != "q" {
		r := v.Match(parameter, sent, nil)
		if r.Outcome == match.Unknown {
			return []string{"!" + sent}
		}
		put(r)
	} else {
		read := v.Read(sent)
		for _, r := range slices.Concat(read.Words, read.Ambiguous) {
			put(r)
		}
		for _, r := range read.Excluded {
			excluded := slices.Clone(r.Values)
			slices.Sort(excluded)
			parts = append(parts, "-"+r.Parameter+"="+strings.Join(excluded, " / "))
		}
		for _, n := range read.ExcludedNumbers {
			parts = append(parts, fmt.Sprintf("-%s=%v", n.Parameter, n.Value))
		}
		for n, a := range read.Alternatives {
			parts = append(parts, fmt.Sprintf("alternative %d", n+1))
			for _, r := range a.Words {
				values := slices.Sorted(slices.Values(r.Values))
				parts = append(parts, fmt.Sprintf("%d:%s=%s", n+1, r.Parameter, strings.Join(values, " / ")))
			}
			for _, number := range a.Numbers {
				parts = append(parts, fmt.Sprintf("%d:%s=%v", n+1, number.Parameter, number.Value))
			}
		}
		for _, n := range read.Numbers {
			filters[n.Parameter] = append(filters[n.Parameter], strconv.FormatFloat(n.Value, 'f', -1, 64))
		}
		if read.Sort != nil {
			parts = append(parts, "sort="+read.Sort.Text)
		}
		for _, left := range read.Leftovers {
			parts = append(parts, "!"+left)
		}
	}
	for name, values := range filters {
		slices.Sort(values)
		parts = append(parts, name+"="+strings.Join(values, " / "))
	}
	slices.Sort(parts)
	return parts
}

func sorted(list []string) string {
	head := ""
	if name, value, ok := strings.Cut(list[0], "="); ok && !strings.Contains(strings.Join(list[1:], ""), "=") {
		head, list[0] = name+"=", value
	}
	slices.Sort(list)
	return head + strings.Join(list, " / ")
}

// wanted brings a reading of the table into the same form.
func wanted(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, "; ") {
		part = strings.TrimSpace(part)
		name, list, ok := strings.Cut(part, "=")
		switch {
		case part == "-" || part == "":
			continue
		case strings.HasPrefix(part, "!"), strings.HasPrefix(part, "sort="):
		case strings.HasPrefix(part, "?"):
			part = "?" + sorted(strings.Split(part[1:], " / "))
		case ok:
			values := strings.Split(list, " / ")
			slices.Sort(values)
			part = name + "=" + strings.Join(values, " / ")
		}
		parts = append(parts, part)
	}
	slices.Sort(parts)
	return parts
}

// guessed tells whether one of an ambiguous word's candidates was chosen.
func guessed(ambiguous string, got []string) bool {
	name, _, _ := strings.Cut(ambiguous[1:], "=")
	return slices.ContainsFunc(got, func(part string) bool { return strings.HasPrefix(part, name+"=") })
}

// TestRequests reads the table of how people ask. At least 98 of 100 must be read right, a false correction (a reading
// of what is to be reported as unknown or ambiguous) counts double, and no ambiguous one may be guessed. All of those
// below a heading that begins with "each" must be.
func TestRequests(t *testing.T) {
	stocks := readStocks(t)
	file, err := os.Open("testdata/requests.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	total, wrong, guesses, each := 0, 0, 0, false
	scanner := bufio.NewScanner(file)
	for n := 1; scanner.Scan(); n++ {
		line := scanner.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			each = strings.HasPrefix(line, "## each") || each && line == ""
			continue
		}
		columns := strings.SplitN(line, " | ", 3)
		if len(columns) != 3 || stocks[columns[0]] == nil {
			t.Fatalf("line %d: %q is not \"stock | parameter=words | reading\"", n, line)
		}
		parameter, sent, _ := strings.Cut(columns[1], "=")
		want, got := wanted(columns[2]), reading(stocks[columns[0]], parameter, sent)
		total++
		if slices.Equal(want, got) {
			continue
		}
		wrong++
		kind := "wrong"
		for _, part := range want {
			if !slices.Contains(got, part) && parameter != "q" && part[0] == '!' && got[0][0] != '!' || part[0] == '?' && guessed(part, got) {
				kind = "GUESSED"
			}
		}
		if kind == "GUESSED" {
			wrong++
			if strings.Contains(columns[2], "?") {
				guesses++
			}
		}
		if each {
			t.Errorf("line %d is read wrongly", n)
		}
		t.Logf("line %d: %s: %s: want %q, got %q", n, kind, columns[1], want, got)
	}
	result := fmt.Sprintf("%d requests, %d wrong (false corrections twice), %d ambiguous ones guessed: %.1f %% right", total, wrong, guesses, 100*(1-float64(wrong)/float64(total)))
	t.Log(result)
	if total < 300 || wrong*50 > total || guesses > 0 {
		t.Error(result)
	}
}
