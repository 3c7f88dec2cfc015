package words_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"forecourt/internal/words"
	"forecourt/internal/words/match"
)

// mark is how well a request was read.
type mark int

const (
	dishonest mark = iota
	onlyHonest
	fullyRead
)

func (m mark) String() string { return [...]string{"WRONG", "not fully read", "read"}[m] }

// bounds are the values that a list must have, and those that it may have. Keys are in lower case.
type bounds struct{ least, most map[string]bool }

// branch is one alternative of what a request means: lists of values by parameter, "-parameter" for those not wanted,
// and numbers and order by parameter, as text.
type branch struct {
	lists map[string]bounds
	texts map[string]string
}

// expected is what a request means.
type expected struct {
	branches []branch
	// left are the words that are to be told as not understood, may those that may be, asked those of a question.
	left, may, asked []string
}

// genitive ends a word that is told with it: "my daughter's first car".
var genitive = regexp.MustCompile(`['’]s\b`)

// plainWords splits a text into words, without case and accents.
func plainWords(text string) []string {
	text = genitive.ReplaceAllString(text, "")
	text = strings.NewReplacer("ß", "ss", "'", "", "+", "plus", "&", " and ").Replace(strings.ToLower(text))
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// runsAt tells where a key begins in a row of words: -1 if nowhere.
func runsAt(list []string, key string) int {
	for i := range list {
		joined := ""
		for _, word := range list[i:] {
			if joined += word; joined == key {
				return i
			}
		}
	}
	return -1
}

// expect reads a reading of the hidden sets.
func (s *scoredStock) expect(text string) (expected, error) {
	numbered := map[string][]string{}
	var common []string
	var e expected
	for part := range strings.SplitSeq(text, "; ") {
		part = strings.TrimSpace(part)
		switch {
		case part[0] == '!' && strings.HasSuffix(part, "?"):
			e.may = append(e.may, plainWords(part)...)
		case part[0] == '!':
			e.left = append(e.left, plainWords(part)...)
		case part[0] == '?':
			e.asked = append(e.asked, plainWords(part)...)
		case part[0] >= '1' && part[0] <= '4' && part[1] == ':':
			numbered[part[:1]] = append(numbered[part[:1]], part[2:])
		default:
			common = append(common, part)
		}
	}
	if len(numbered) == 0 {
		numbered["1"] = nil
	}
	for _, n := range slices.Sorted(maps.Keys(numbered)) {
		b := branch{lists: map[string]bounds{}, texts: map[string]string{}}
		for _, part := range slices.Concat(common, numbered[n]) {
			if err := s.expectPart(&b, part); err != nil {
				return e, err
			}
		}
		b.simplify()
		e.branches = append(e.branches, b)
	}
	return e, nil
}

func (s *scoredStock) expectPart(b *branch, part string) error {
	at := strings.IndexAny(part, "=~")
	if at < 0 {
		return fmt.Errorf("%q is no part of a reading", part)
	}
	name, list := part[:at], part[at+1:]
	if part[at] == '~' {
		list = part[at:]
	}
	parameter := strings.TrimPrefix(name, "-")
	if s.values.Counts[parameter] == nil && parameter != "currency" {
		b.texts[name] = list
		return nil
	}
	limits := bounds{map[string]bool{}, map[string]bool{}}
	for item := range strings.SplitSeq(list, " / ") {
		if err := s.expectValues(limits, parameter, strings.TrimPrefix(item, "=")); err != nil {
			return err
		}
	}
	b.lists[name] = limits
	return nil
}

func (s *scoredStock) expectValues(into bounds, parameter, item string) error {
	may := strings.HasSuffix(item, "?")
	item = strings.ReplaceAll(strings.TrimSuffix(item, "?"), "|", " / ")
	if name, ok := strings.CutPrefix(item, "@"); ok {
		list, found := s.lists[name]
		if !found {
			return fmt.Errorf("there is no list %q", name)
		}
		for part := range strings.SplitSeq(list, " / ") {
			if may {
				part = strings.TrimSuffix(part, "?") + "?"
			}
			if err := s.expectValues(into, parameter, part); err != nil {
				return err
			}
		}
		return nil
	}
	put := func(value string, must bool) {
		into.most[strings.ToLower(value)] = true
		if must && !may {
			into.least[strings.ToLower(value)] = true
		}
	}
	if item[0] == '~' {
		return s.expectFamily(parameter, item[1:], put)
	}
	put(item, true)
	for _, c := range s.values.Counts[parameter] {
		if strings.EqualFold(c.Value, item) {
			return nil
		}
	}
	if parameter == "make" || parameter == "currency" {
		return nil // It may be one that the stock does not have.
	}
	return fmt.Errorf("the stock has no %s %q", parameter, item)
}

// expectFamily reads "golf(sv)&variant" and "*xlt".
func (s *scoredStock) expectFamily(parameter, text string, put func(value string, must bool)) error {
	text, also, _ := strings.Cut(text, "&")
	text, options, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	key, anywhere := strings.CutPrefix(text, "*")
	key, also = strings.Join(plainWords(key), ""), strings.Join(plainWords(also), "")
	found := false
	for _, c := range s.values.Counts[parameter] {
		list := plainWords(c.Value)
		at := runsAt(list, key)
		if parameter == "location" && len(key) == 2 {
			at = runsAt(list, strings.ToLower(key))
		}
		if joined := strings.Join(list, ""); also != "" && strings.HasPrefix(joined, key+also) {
			put(c.Value, false) // "odysseyexl" is a spelling of it.
		}
		if at < 0 || also != "" && runsAt(list, also) < 0 {
			continue
		}
		found = true
		begins := at == 0 || anywhere || parameter == "location"
		for option := range strings.SplitSeq(options, ",") {
			begins = begins && (option == "" || !slices.ContainsFunc(list, func(w string) bool { return strings.HasPrefix(w, option) }))
		}
		put(c.Value, begins)
	}
	if !found {
		return fmt.Errorf("the stock has no %s of %q", parameter, key)
	}
	return nil
}

// gotBranches returns what was read, one branch for each alternative.
func gotBranches(read words.Understood) []branch {
	alternatives := read.Alternatives
	if len(alternatives) == 0 {
		alternatives = []words.Alternative{{}}
	}
	var list []branch
	for _, a := range alternatives {
		if len(alternatives) > 1 && slices.ContainsFunc(a.Words, func(r match.Reading) bool { return r.Outcome == match.Unknown }) {
			continue // The stock has none: this alternative finds nothing, and that is told.
		}
		b := branch{lists: map[string]bounds{}, texts: map[string]string{}}
		put := func(prefix string, readings []match.Reading) {
			for _, r := range readings {
				if r.Outcome == match.Unknown {
					continue // It is told.
				}
				if r.Parameter == "vin" || r.Parameter == "stock_number" {
					b.texts[r.Parameter] = r.Values[0]
					continue
				}
				limits := b.lists[prefix+r.Parameter]
				if limits.least == nil {
					limits.least = map[string]bool{}
				}
				for _, value := range r.Values {
					limits.least[strings.ToLower(value)] = true
				}
				b.lists[prefix+r.Parameter] = limits
			}
		}
		put("", slices.Concat(read.Words, a.Words))
		put("-", slices.Concat(read.Excluded, a.Excluded))
		for _, n := range slices.Concat(read.Numbers, a.Numbers) {
			value := strconv.FormatFloat(n.Value, 'f', -1, 64)
			if before := b.texts[n.Parameter]; before != "" {
				value = before + " / " + value
			}
			b.texts[n.Parameter] = value
			if n.Unit != "" && strings.HasPrefix(n.Parameter, "mileage") {
				b.texts["mileage_unit"] = n.Unit
			}
			if n.Currency != "" {
				put("", []match.Reading{{Parameter: "currency", Values: []string{n.Currency}}})
			}
		}
		for _, n := range slices.Concat(read.ExcludedNumbers, a.ExcludedNumbers) {
			value := strconv.FormatFloat(n.Value, 'f', -1, 64)
			if before := b.texts["-"+n.Parameter]; before != "" {
				value = before + " / " + value
			}
			b.texts["-"+n.Parameter] = value
		}
		if read.Sort != nil {
			b.texts["sort"] = read.Sort.Text
		}
		b.simplify()
		list = append(list, b)
	}
	return list
}

// told returns the words that were told as not understood, each with its piece.
func told(read words.Understood) (pieces [][]string) {
	for _, left := range read.Leftovers {
		pieces = append(pieces, plainWords(left))
	}
	unknown := slices.Concat(read.Words, read.Excluded)
	for _, a := range read.Alternatives {
		unknown = slices.Concat(unknown, a.Words, a.Excluded)
	}
	for _, r := range unknown {
		if r.Outcome == match.Unknown {
			pieces = append(pieces, plainWords(r.Sent))
		}
	}
	return pieces
}

// mark compares what was read with what is expected.
func (e *expected) mark(s *scoredStock, read words.Understood) (mark, string) {
	pieces := told(read)
	all := slices.Concat(pieces...)
	for _, word := range e.left {
		if !slices.Contains(all, word) {
			return dishonest, fmt.Sprintf("%q is not told", word)
		}
	}
	var more []string
	for _, piece := range pieces {
		if !slices.ContainsFunc(piece, func(w string) bool { return slices.Contains(e.left, w) || slices.Contains(e.may, w) }) {
			more = append(more, piece...)
		}
	}
	for _, r := range read.Ambiguous {
		words := plainWords(r.Sent)
		if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(e.asked, w) }) {
			more = append(more, words...)
		} else {
			e.asked = nil
		}
	}
	got := gotBranches(read)
	why := e.differs(s, got)
	switch {
	case why == "" && len(more) == 0 && len(e.asked) == 0:
		return fullyRead, ""
	case why == "":
		return onlyHonest, fmt.Sprintf("told as well: %q", more)
	case len(more) > 0 && e.holds(got):
		return onlyHonest, why
	}
	return dishonest, why
}

// differs says how branches differ from those expected, "" when they mean the same cars.
func (e *expected) differs(s *scoredStock, got []branch) string {
	type group struct {
		wanted branch
		least  map[[2]string]bool
		most   map[[2]string]bool
		got    map[[2]string]bool
		met    bool
	}
	var groups []*group
	for _, b := range e.branches {
		at := slices.IndexFunc(groups, func(g *group) bool { return g.wanted.sameBut(b) })
		if at < 0 {
			at = len(groups)
			groups = append(groups, &group{wanted: b, least: map[[2]string]bool{}, most: map[[2]string]bool{}, got: map[[2]string]bool{}})
		}
		s.pairs(b, false, groups[at].least)
		s.pairs(b, true, groups[at].most)
	}
	for _, b := range got {
		why := ""
		at := slices.IndexFunc(groups, func(g *group) bool {
			reason := g.wanted.accepts(b)
			if reason != "" {
				why = reason
			}
			return reason == ""
		})
		if at < 0 {
			return why
		}
		groups[at].met = true
		s.pairs(b, false, groups[at].got)
	}
	for _, g := range groups {
		if !g.met {
			return "an alternative is missing"
		}
		for pair := range g.least {
			if !g.got[pair] {
				return fmt.Sprintf("%q is not found", pair)
			}
		}
		for pair := range g.got {
			if !g.most[pair] {
				return fmt.Sprintf("%q is found", pair)
			}
		}
	}
	return ""
}

// pairs adds the makes and models that a branch finds.
func (s *scoredStock) pairs(b branch, wide bool, into map[[2]string]bool) {
	meets := func(name, value string) bool {
		value = strings.ToLower(value)
		if limits, ok := b.lists[name]; ok && !pick(limits, wide)[value] {
			return false
		}
		limits, ok := b.lists["-"+name]
		return !ok || !pick(limits, !wide && limits.most != nil)[value]
	}
	for _, c := range s.values.Counts["model"] {
		if meets("make", c.Of) && meets("model", c.Value) {
			into[[2]string{c.Of, c.Value}] = true
		}
	}
}

func pick(limits bounds, wide bool) map[string]bool {
	if wide {
		return limits.most
	}
	return limits.least
}

// byPair tells of lists that are compared by the pairs that they find.
func byPair(name string) bool {
	name = strings.TrimPrefix(name, "-")
	return name == "make" || name == "model"
}

// sameBut tells whether two expected branches are the same but for makes and models.
func (b branch) sameBut(o branch) bool {
	if !maps.Equal(b.texts, o.texts) {
		return false
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(b.lists)), slices.Collect(maps.Keys(o.lists))) {
		if !byPair(name) && (!maps.Equal(b.lists[name].least, o.lists[name].least) || !maps.Equal(b.lists[name].most, o.lists[name].most)) {
			return false
		}
	}
	return true
}

// accepts says what a branch that was read has otherwise, makes and models aside.
func (b branch) accepts(got branch) string {
	for _, name := range slices.Concat(slices.Collect(maps.Keys(b.texts)), slices.Collect(maps.Keys(got.texts))) {
		if !b.comparesUnit(name) {
			continue
		}
		if !sameText(name, b.texts[name], got.texts[name]) {
			return fmt.Sprintf("%s=%q, want %q", name, got.texts[name], b.texts[name])
		}
	}
	for name, limits := range b.lists {
		if byPair(name) {
			continue
		}
		for value := range limits.least {
			if !got.lists[name].least[value] {
				return fmt.Sprintf("%s lacks %q", name, value)
			}
		}
	}
	for name, limits := range got.lists {
		if byPair(name) {
			continue
		}
		if _, ok := b.lists[name]; !ok {
			return fmt.Sprintf("%s is not wanted", name)
		}
		for value := range limits.least {
			if !b.lists[name].most[value] {
				return fmt.Sprintf("%s has %q", name, value)
			}
		}
	}
	return ""
}

// holds tells whether all that was read is part of what is expected.
func (e *expected) holds(got []branch) bool {
	for _, b := range got {
		if !slices.ContainsFunc(e.branches, func(wanted branch) bool { return wanted.includes(b) }) {
			return false
		}
	}
	return true
}

// includes tells whether each part of a branch that was read is one of those expected.
func (b branch) includes(got branch) bool {
	for name, text := range got.texts {
		if !b.comparesUnit(name) {
			continue
		}
		if !sameText(name, b.texts[name], text) {
			return false
		}
	}
	for name, limits := range got.lists {
		for value := range limits.least {
			if !b.lists[name].most[value] {
				return false
			}
		}
	}
	return true
}
