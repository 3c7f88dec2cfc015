package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"forecourt/api/cars"
	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/config"
	"forecourt/internal/terminal"
)

type changesCommand struct {
	config.Cache `embed:""`

	Since string `name:"since" placeholder:"TIME" help:"Only changes since this time: how long ago, such as 24h or 7d, a date, or RFC 3339."`
	View  string `name:"view" help:"Only the changes of this view."`
	After int64  `name:"after" placeholder:"ID" help:"Only changes after the one with this id: a reader that remembers the last id misses none."`
	JSON  bool   `name:"json" help:"Print one JSON object a change."`
}

// Run prints the log of changes, the oldest first.
func (c *changesCommand) Run(ctx context.Context, p *program) (err error) {
	filter := changelog.Filter{After: c.After, View: c.View}
	if c.Since != "" {
		if filter.Since, err = cars.ParseSince(c.Since, p.now()); err != nil {
			return usageError{fmt.Errorf("--since %s: %w", c.Since, err)}
		}
	}
	store, err := cache.Open(ctx, c.Path, cache.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	encoder := json.NewEncoder(p.stdout)
	encoder.SetEscapeHTML(false)
	told := false
	err = changelog.Read(ctx, store, filter, func(change changelog.Change) error {
		told = true
		if c.JSON {
			return encoder.Encode(change)
		}
		return printChange(p.stdout, change)
	})
	if err == nil && !told && !c.JSON {
		_, err = fmt.Fprintln(p.stderr, "no changes: the log tells what a sync changes in a copy that is there, not its first rows")
	}
	return err
}

// printChange prints a change for people: the key of what was inserted or deleted, and the values of what was updated.
func printChange(out io.Writer, change changelog.Change) error {
	text := fmt.Sprintf("%s  %s  %s", terminal.ShortTime(change.ChangedAt), change.View, change.What)
	if change.What != "reset" {
		text += "  " + string(change.Key)
	}
	if change.What == "updated" {
		values, err := updatedValues(change)
		if err != nil {
			return fmt.Errorf("forecourt_row_changes, id %d: %w: was the table edited?", change.ID, err)
		}
		text += "  " + values
	}
	_, err := fmt.Fprintln(out, text)
	return err
}

// updatedValues writes "price: 15000 → 14500", in the order of the columns.
func updatedValues(change changelog.Change) (string, error) {
	var after map[string]json.RawMessage
	if err := json.Unmarshal(change.New, &after); err != nil {
		return "", err
	}
	decoder := json.NewDecoder(bytes.NewReader(change.Old))
	if _, err := decoder.Token(); err != nil { // {
		return "", err
	}
	var parts []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return "", err
		}
		var before json.RawMessage
		if err := decoder.Decode(&before); err != nil {
			return "", err
		}
		parts = append(parts, fmt.Sprintf("%v: %s → %s", name, before, after[fmt.Sprint(name)]))
	}
	return strings.Join(parts, ", "), nil
}
