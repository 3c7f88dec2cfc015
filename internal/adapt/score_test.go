package adapt_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/adapt"
)

// score counts the results on a set of schemas.
type score struct {
	fields, right    int
	applied, wrong   int
	private, offered int
	keys, badKeys    int
	faults           []string
}

func (s *score) fault(schema, format string, args ...any) {
	s.faults = append(s.faults, schema+": "+fmt.Sprintf(format, args...))
}

// add scores one schema: each standard field is right, wrong, or rightly open.
func (s *score) add(t *testing.T, schema schema) {
	t.Helper()
	schema.input.Now = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	p, err := adapt.Propose(schema.input)
	if err != nil {
		t.Fatal(err)
	}
	for field := range standard {
		s.fields++
		want, open := wanted(schema, field)
		got, applied, isOpen := proposed(p, field)
		right := got == want && !open && !isOpen
		if open || isOpen {
			right = open && (isOpen || got == "none")
		}
		if applied {
			s.applied++
			if !right {
				s.wrong++
			}
		}
		if right {
			s.right++
		} else {
			s.fault(schema.name, "%s is %s (open %t), want %s (open %t) %v", field, got, isOpen, want, open, candidatesOf(p, field))
		}
	}
	s.addPrivate(schema, p)
	s.addKey(schema, p)
}

// wanted returns the right answer: a column, "value v", or "none".
func wanted(s schema, field string) (want string, open bool) {
	for column, truth := range s.truth {
		if truth == "="+field {
			return column, false
		}
		if truth == "open:"+field {
			open = true
		}
	}
	if value := s.values[field]; value != "" {
		return "value " + value, false
	}
	return "none", open || s.open[field]
}

func proposed(p *adapt.Proposal, field string) (got string, applied, open bool) {
	for _, o := range p.Open {
		open = open || o.Field == field
	}
	for _, f := range p.Fields {
		if f.Field != field {
			continue
		}
		if f.Value != "" {
			return "value " + f.Value, true, open
		}
		return f.Column, true, open
	}
	return "none", false, open
}

func candidatesOf(p *adapt.Proposal, field string) []string {
	for _, o := range p.Open {
		if o.Field == field {
			return o.Candidates
		}
	}
	return nil
}

func (s *score) addPrivate(schema schema, p *adapt.Proposal) {
	shown := map[string]bool{}
	for _, f := range p.Fields {
		shown[f.Column] = true
	}
	for _, own := range p.Own {
		shown[own.Column] = true
		kind, want, _ := strings.Cut(schema.truth[own.Column], ":")
		if kind == "own" && want != own.Kind {
			s.fault(schema.name, "own %s is a %s, want %s (no part of the score)", own.Column, own.Kind, want)
		}
	}
	for _, o := range p.Open {
		for _, column := range o.Candidates {
			shown[column] = shown[column] || o.Field != "key"
		}
	}
	for column, truth := range schema.truth {
		if truth != "private" {
			continue
		}
		s.private++
		if shown[column] {
			s.offered++
			s.fault(schema.name, "the private column %s is offered", column)
		}
	}
	for _, out := range p.LeftOut {
		if strings.HasPrefix(schema.truth[out.Column], "own") {
			s.fault(schema.name, "%s is left out: %s (no part of the score)", out.Column, out.Why)
		}
	}
}

func (s *score) addKey(schema schema, p *adapt.Proposal) {
	s.keys++
	_, _, open := proposed(p, "key")
	got := p.KeyColumns()
	want := schema.key
	if want[0] == "open" || want[0] == "none" {
		want = nil
	}
	if !open && !slices.Equal(got, want) {
		s.badKeys++
		s.fault(schema.name, "the key is %v, want %v", got, schema.key)
	}
}

func scoreOf(t *testing.T, folder string) score {
	t.Helper()
	var s score
	for _, schema := range readSchemas(t, folder) {
		s.add(t, schema)
	}
	slices.Sort(s.faults)
	return s
}

func (s score) String() string {
	return fmt.Sprintf("%d of %d fields right (%.1f%%); %d of %d applied are wrong (%.1f%%); %d of %d private columns offered; %d of %d keys wrong",
		s.right, s.fields, 100*float64(s.right)/float64(s.fields), s.wrong, s.applied, 100*float64(s.wrong)/float64(s.applied), s.offered, s.private, s.badKeys, s.keys)
}

// TestScore checks the scores that the package promises on all sets. ADAPT_FAULTS=development,second lists the faults
// of two.
func TestScore(t *testing.T) {
	for _, folder := range []string{"development", "heldout", "second", "third", "fourth"} {
		s := scoreOf(t, folder)
		t.Logf("%s: %s", folder, s)
		if slices.Contains(strings.Split(os.Getenv("ADAPT_FAULTS"), ","), folder) {
			t.Log("\n" + strings.Join(s.faults, "\n"))
		}
		if s.right*100 < s.fields*95 || s.wrong*100 > s.applied || s.offered > 0 || s.badKeys > 0 {
			t.Errorf("%s: want 95%% right, at most 1%% of the applied ones wrong, no private column offered, no key wrong", folder)
		}
	}
}
