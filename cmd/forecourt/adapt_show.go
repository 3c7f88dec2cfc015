package main

import (
	"fmt"
	"io"
	"strings"

	"forecourt/internal/adapt"
	"forecourt/internal/mapping"
)

// shownCars is how many vehicles are shown as the API would show them.
const shownCars = 3

// whyWidth and sampleWidth are what the last columns of the table may take.
const whyWidth, sampleWidth = 30, 20

// showProposal prints the proposal as a table, what is open and left out, and three cars.
func showProposal(w io.Writer, p *adapt.Proposal, in adapt.Input) error {
	fmt.Fprintf(w, "%s: %d columns, %s rows looked at\n", p.View, len(in.Columns), number(int64(len(in.Rows))))
	t := &table{cut: []int{4, 3, 1}}
	t.add("FIELD", "COLUMN", "", "WHY", "SUCH AS")
	if key := p.KeyColumns(); len(key) > 0 {
		t.add("key", strings.Join(key, ", "), "sure", "identifies a vehicle", "")
	}
	for _, f := range p.Fields {
		column := f.Column
		if column == "" {
			column = "always " + f.Value
		}
		t.add(f.Field, column, string(f.Certainty), shorten(strings.Join(f.Evidence, "; "), whyWidth), flat(f.Samples))
	}
	for _, own := range p.Own {
		t.add(own.Name, own.Column, "own", own.Kind, flat(own.Samples))
	}
	if err := t.print(w); err != nil {
		return err
	}
	if len(p.Open) > 0 {
		fmt.Fprintln(w, "\nOpen: nothing is guessed, so please decide, and say it in stock.yaml:")
		for _, o := range p.Open {
			line := o.Field + ": " + o.Why
			if len(o.Candidates) > 0 {
				line = o.Field + ": " + strings.Join(o.Candidates, " or ") + "? " + o.Why
			}
			wrap(w, line)
		}
	}
	if len(p.LeftOut) > 0 {
		fmt.Fprintln(w, "\nLeft out, nobody is shown it:")
		for _, out := range p.LeftOut {
			wrap(w, out.Column+": "+out.Why)
		}
	}
	fmt.Fprintln(w, "\nThree cars as /cars/ would show them:")
	for _, car := range p.Cars(in, shownCars) {
		for i := range car {
			car[i] = shorten(strings.ReplaceAll(car[i], "\n", " "), terminalWidth/2)
		}
		wrap(w, strings.Join(car, ", "))
	}
	return nil
}

func flat(samples []string) string {
	return shorten(strings.Join(strings.Fields(strings.Join(samples, ", ")), " "), sampleWidth)
}

// wrap prints a text in lines that fit a terminal, the first one with a mark.
func wrap(w io.Writer, text string) {
	line := "  -"
	for word := range strings.FieldsSeq(text) {
		if len([]rune(line))+1+len([]rune(word)) > terminalWidth && strings.TrimSpace(line) != "" {
			fmt.Fprintln(w, line)
			line = "   "
		}
		line += " " + word
	}
	fmt.Fprintln(w, line)
}

// showChanges says what the proposal would change in a file that is there, which stays as it is.
func showChanges(w io.Writer, p *adapt.Proposal, have *mapping.Mapping, path string) error {
	changes := p.Changes(have)
	if len(changes) == 0 {
		_, err := fmt.Fprintf(w, "\n%s says the same, and stays as it is.\n", path)
		return err
	}
	fmt.Fprintf(w, "\n%s is kept as it is. The proposal differs from it in this:\n", path)
	for _, change := range changes {
		wrap(w, change)
	}
	_, err := fmt.Fprintf(w, "Edit %s to take any of it over, or move the file away to have a new one written.\n", path)
	return err
}
