package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"forecourt/internal/adapt"
	"forecourt/internal/adapt/sample"
	"forecourt/internal/config"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/syncer"
	"forecourt/internal/terminal"
)

type adaptCommand struct {
	Yes       bool `xor:"what" help:"Write the file without asking."`
	JSON      bool `name:"json" xor:"what" help:"Print the proposal as one JSON object, and write nothing."`
	AsView    bool `xor:"what" help:"Print a CREATE VIEW that shows the stock under the contract's names, and write nothing."`
	Schema    bool `xor:"what" help:"Print the JSON schema of stock.yaml, for editors, and read nothing."`
	FromCache bool `help:"Look at the local copy, and not at the source."`

	config.Source `embed:""`
	config.Cache  `embed:""`
	config.Views  `embed:""`
	config.Stock  `embed:""`
}

// Run makes a proposal, shows it, and writes it if the person agrees.
func (c *adaptCommand) Run(ctx context.Context, p *program) error {
	if c.Schema {
		schema, err := mapping.JSONSchema()
		if err != nil {
			return err
		}
		_, err = p.stdout.Write(schema)
		return err
	}
	path := c.StockFile
	if path == "" {
		path = defaultStockFile
	}
	have, err := readMapping(path, true)
	if err != nil {
		return err
	}
	in, err := c.look(ctx, p, have)
	if err != nil {
		return err
	}
	proposal, err := adapt.Propose(in)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		encoder := json.NewEncoder(p.stdout)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(proposal)
	case c.AsView:
		view, err := proposal.CreateView(in, "vehicles_for_forecourt")
		if err != nil {
			return usageError{err}
		}
		_, err = fmt.Fprint(p.stdout, view)
		return err
	}
	if err := showProposal(ctx, p, proposal, in); err != nil {
		return err
	}
	if have != nil {
		return showChanges(p.stdout, proposal, have, path)
	}
	return c.write(p, proposal, path)
}

// look reads a sample of the view that holds the stock.
func (c *adaptCommand) look(ctx context.Context, p *program, have *mapping.Mapping) (in adapt.Input, err error) {
	list, err := views(c.Views)
	if err != nil {
		return in, err
	}
	view := list[0].Name
	if have != nil {
		view = have.View
	}
	var from interface {
		syncer.Source
		Close() error
	}
	if c.FromCache {
		from, err = source.OpenSQLite(c.Path, p.now)
		if err != nil {
			return in, usageError{err}
		}
	} else if from, err = p.openSource(&c.Source); err != nil {
		return in, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	return sample.Read(ctx, from, view, p.now())
}

// write writes the file after a yes. Without a terminal it needs --yes, and otherwise writes nothing.
func (c *adaptCommand) write(p *program, proposal *adapt.Proposal, path string) error {
	if !c.Yes && !p.interactive() {
		fmt.Fprintf(p.stdout, "\nNothing was written: there is no terminal to ask at. The same command with --yes writes %s.\n", path)
		return nil
	}
	if !c.Yes {
		fmt.Fprintf(p.stdout, "\nWrite %s? [y/N] ", path)
		answers := bufio.NewScanner(p.stdin)
		answers.Scan() // The end of the input means no.
		if answer := strings.ToLower(strings.TrimSpace(answers.Text())); answer != "y" && answer != "yes" {
			fmt.Fprintln(p.stdout, "Nothing was written.")
			return nil
		}
	}
	text, err := proposal.Text()
	if err != nil {
		return err
	}
	if err := writeNew(path, text); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\nWrote %s: read it, and edit what is not right.\n", path)
	if missing := proposal.Missing(); len(missing) > 0 {
		return usageError{fmt.Errorf("%s is not complete: add the %s", path, strings.Join(missing, ", the "))}
	}
	return nil
}

// writeNew writes a file that must not exist yet.
func writeNew(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write STOCK_FILE: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write STOCK_FILE %s: %w", path, errors.Join(err, os.Remove(path)))
	}
	return nil
}

// shownCars is how many cars are shown as the API would show them.
const shownCars = 3

// whyWidth and sampleWidth are the widths of the table's last columns.
const whyWidth, sampleWidth = 30, 20

// showProposal prints the proposal as a table, then what is open and left out, then some cars.
func showProposal(ctx context.Context, to *program, p *adapt.Proposal, in adapt.Input) error {
	w := to.stdout
	fmt.Fprintf(w, "%s: %d columns, %s rows looked at\n", p.View, len(in.Columns), terminal.Number(int64(len(in.Rows))))
	t := terminal.NewTable(4, 3, 1)
	t.Add("FIELD", "COLUMN", "", "WHY", "SUCH AS")
	if key := p.KeyColumns(); len(key) > 0 {
		t.Add("key", strings.Join(key, ", "), "sure", "identifies a vehicle", "")
	}
	for _, f := range p.Fields {
		column := f.Column
		if column == "" {
			column = "always " + f.Value
		}
		t.Add(f.Field, column, string(f.Certainty), terminal.Shorten(strings.Join(f.Evidence, "; "), whyWidth), flat(f.Samples))
	}
	for _, own := range p.Own {
		t.Add(own.Name, own.Column, "own", own.Kind, flat(own.Samples))
	}
	if err := t.Print(w); err != nil {
		return err
	}
	if len(p.Open) > 0 {
		fmt.Fprintln(w, "\nOpen: nothing is guessed, so please decide, and say it in stock.yaml:")
		for _, o := range p.Open {
			line := o.Field + ": " + o.Why
			if len(o.Candidates) > 0 {
				line = o.Field + ": " + strings.Join(o.Candidates, " or ") + "? " + o.Why
			}
			terminal.Wrap(w, line)
		}
	}
	if len(p.LeftOut) > 0 {
		fmt.Fprintln(w, "\nLeft out, nobody is shown it:")
		for _, out := range p.LeftOut {
			terminal.Wrap(w, out.Column+": "+out.Why)
		}
	}
	return showCars(ctx, to, p, in)
}

// showCars shows some rows of the sample as a search would return them.
func showCars(ctx context.Context, to *program, p *adapt.Proposal, in adapt.Input) error {
	if missing := p.Missing(); len(missing) > 0 {
		return nil // What is missing is reported at the end.
	}
	var rows [][]*string
	for i := 0; i < len(in.Rows) && len(rows) < shownCars; i += max(1, len(in.Rows)/shownCars) {
		rows = append(rows, in.Rows[i])
	}
	cars, shape, err := stock.Sample(ctx, p.Mapping(), in.MappingColumns(), rows)
	if err != nil {
		return fmt.Errorf("show cars: %w", err)
	}
	fmt.Fprintln(to.stdout, "\nThree cars as /cars/ would show them:")
	for i := range cars {
		car := []string{"id: " + cars[i].ID.String()}
		for _, f := range shape.Fields() {
			if value := cars[i].Value(f); value.Known() {
				text := strings.ReplaceAll(f.Name+": "+f.Show(value), "\n", " ")
				car = append(car, terminal.Shorten(text, terminal.Width/2))
			}
		}
		terminal.Wrap(to.stdout, strings.Join(car, ", "))
	}
	return nil
}

func flat(samples []string) string {
	return terminal.Shorten(strings.Join(strings.Fields(strings.Join(samples, ", ")), " "), sampleWidth)
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
		terminal.Wrap(w, change)
	}
	_, err := fmt.Fprintf(w, "Edit %s to take any of it over, or move the file away to have a new one written.\n", path)
	return err
}
