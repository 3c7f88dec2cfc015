package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"forecourt/internal/adapt"
	"forecourt/internal/config"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
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
func (c *adaptCommand) Run(p *program) error {
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
	have, err := c.edited(path)
	if err != nil {
		return err
	}
	in, err := c.look(p, have)
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
	if err := showProposal(p, proposal, in); err != nil {
		return err
	}
	if have != nil {
		return showChanges(p.stdout, proposal, have, path)
	}
	return c.write(p, proposal, path)
}

// edited reads the existing file. It returns nil if there is none.
func (c *adaptCommand) edited(path string) (*mapping.Mapping, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("read STOCK_FILE: %w", err)}
	}
	m, err := mapping.Parse(text)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", path, err)}
	}
	return m, nil
}

// look reads a sample of the view that holds the stock.
func (c *adaptCommand) look(p *program, have *mapping.Mapping) (in adapt.Input, err error) {
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
	return sample(p.ctx, from, view, p.now())
}

// write writes the file after a yes. Without a terminal it needs --yes, and otherwise writes nothing.
func (c *adaptCommand) write(p *program, proposal *adapt.Proposal, path string) error {
	if !c.Yes && !p.interactive() {
		fmt.Fprintf(p.stdout, "\nNothing was written: there is no terminal to ask at. forecourt adapt --yes writes %s.\n", path)
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
