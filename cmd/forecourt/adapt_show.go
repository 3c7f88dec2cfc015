package main

import (
	"fmt"
	"io"
	"strings"

	"forecourt/internal/adapt"
	"forecourt/internal/mapping"
	"forecourt/internal/stock"
)

// shownCars is how many cars are shown as the API would show them.
const shownCars = 3

// whyWidth and sampleWidth are the widths of the table's last columns.
const whyWidth, sampleWidth = 30, 20

// showProposal prints the proposal as a table, then what is open and left out, then some cars.
func showProposal(to *program, p *adapt.Proposal, in adapt.Input) error {
	w := to.stdout
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
	return showCars(to, p, in)
}

// showCars shows some rows of the sample as a search would return them.
func showCars(to *program, p *adapt.Proposal, in adapt.Input) error {
	if missing := p.Missing(); len(missing) > 0 {
		return nil // What is missing is reported at the end.
	}
	var rows [][]*string
	for i := 0; i < len(in.Rows) && len(rows) < shownCars; i += max(1, len(in.Rows)/shownCars) {
		rows = append(rows, in.Rows[i])
	}
	cars, shape, err := stock.Sample(to.ctx, p.Mapping(), in.MappingColumns(), rows)
	if err != nil {
		return fmt.Errorf("show cars: %w", err)
	}
	fmt.Fprintln(to.stdout, "\nThree cars as /cars/ would show them:")
	for i := range cars {
		car := []string{"id: " + cars[i].ID.String()}
		for _, f := range shape.Fields() {
			if value := cars[i].Value(f); value.Known() {
				text := strings.ReplaceAll(f.Name+": "+f.Show(value), "\n", " ")
				car = append(car, shorten(text, terminalWidth/2))
			}
		}
		wrap(to.stdout, strings.Join(car, ", "))
	}
	return nil
}

func flat(samples []string) string {
	return shorten(strings.Join(strings.Fields(strings.Join(samples, ", ")), " "), sampleWidth)
}

// wrap prints a text in lines that fit a terminal. The first line begins with a mark.
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

// showChanges says how the proposal differs from the existing file, which is not changed.
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
