package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/internal/config"
	"forecourt/internal/service"
)

type keyCommand struct {
	New    newKeyCommand    `cmd:"" help:"Make a key, and print it: it is never shown again."`
	List   listKeysCommand  `cmd:"" help:"Show the keys, and how they were used."`
	Revoke revokeKeyCommand `cmd:"" help:"Revoke a key: a running server refuses it within a second."`
}

// keyFile says where the keys are.
type keyFile struct {
	Path string `name:"api-key-file" var:"API_KEY_FILE" placeholder:"FILE" help:"File with the keys."`
}

func (f keyFile) path() (string, error) {
	if f.Path == "" {
		return "", usageError{errors.New("API_KEY_FILE is not set: name the file of keys, which `forecourt serve` must be able to read")}
	}
	return f.Path, nil
}

type newKeyCommand struct {
	keyFile `embed:""`

	Name       string  `arg:"" help:"Who or what gets the key: letters, digits, _ and -."`
	Expires    string  `name:"expires" placeholder:"WHEN" help:"When it ends: after so long, such as 90d or 12h, or at a date or time, such as 2027-01-31."`
	PerSecond  float64 `name:"rate-limit" placeholder:"NUMBER" help:"Requests a second, in place of RATE_LIMIT."`
	Burst      int     `name:"rate-burst" placeholder:"NUMBER" help:"Requests at once, in place of RATE_BURST."`
	Concurrent int     `name:"concurrent" placeholder:"NUMBER" help:"Requests at the same time, in place of half of MAX_CONCURRENT."`
}

// Run makes a key. Standard output gets only the key.
func (c *newKeyCommand) Run(p *program) error {
	path, err := c.path()
	if err != nil {
		return err
	}
	if c.PerSecond < 0 || c.Burst < 0 || c.Concurrent < 0 {
		return usageError{errors.New("--rate-limit, --rate-burst and --concurrent must not be negative")}
	}
	now := p.now().UTC().Truncate(time.Second)
	entry := auth.Entry{Name: c.Name, Created: now, PerSecond: c.PerSecond, Burst: c.Burst, Concurrent: c.Concurrent}
	if c.Expires != "" {
		end, err := readEnd(c.Expires, now)
		if err != nil {
			return usageError{fmt.Errorf("--expires is %q: %w", c.Expires, err)}
		}
		entry.Expires = &end
	}
	key, err := auth.NewEntry(path, entry)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(p.stdout, key); err != nil {
		return fmt.Errorf("print the key: %w: revoke %s, and make another", err, c.Name)
	}
	fmt.Fprintf(p.stderr, "This is the key of %s. It is shown this once: %s holds its hash alone.\n", c.Name, path)
	return nil
}

// readEnd reads a time in the future, or how far from now it is.
func readEnd(text string, now time.Time) (time.Time, error) {
	end, err := cars.ParseSince(text, now)
	if err != nil {
		return end, errors.New("it must be how long, such as 90d or 12h, or a date or time to come, such as 2027-01-31 or 2027-01-31T18:00:00Z")
	}
	if !strings.ContainsAny(text, "-:") {
		end = now.Add(now.Sub(end)) // ParseSince looks back.
	}
	if !end.After(now) {
		return end, errors.New("that is in the past")
	}
	return end.UTC().Truncate(time.Second), nil
}

type revokeKeyCommand struct {
	keyFile `embed:""`

	Name string `arg:"" help:"The key's name."`
}

// Run removes a key.
func (c *revokeKeyCommand) Run(p *program) error {
	path, err := c.path()
	if err != nil {
		return err
	}
	if err := auth.Revoke(path, c.Name); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s is revoked.\n", c.Name)
	return err
}

type listKeysCommand struct {
	keyFile      `embed:""`
	config.Cache `embed:""`

	JSON bool `name:"json" help:"Print one JSON array."`
}

// listedKey is a key as it is listed.
type listedKey struct {
	auth.Entry
	// This hides the entry's own hash.
	Hash  *struct{} `json:"hash,omitempty"`
	State string    `json:"state"`
	auth.KeyUse
}

// Run lists the keys of the file, and those of API_KEY that were used.
func (c *listKeysCommand) Run(p *program) error {
	list, err := c.list(p)
	if err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(p.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(list)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tPREFIX\tSTATE\tCREATED\tLAST USED\tREQUESTS\tREFUSED")
	for _, k := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%d\n", k.Name, cmp.Or(k.Prefix, "-"), k.State, day(k.Created), day(k.LastUsed), k.Admitted, k.Refused)
	}
	return table.Flush()
}

func (c *listKeysCommand) list(p *program) ([]listedKey, error) {
	entries := []auth.Entry{}
	if c.keyFile.Path != "" {
		read, err := auth.ReadEntries(c.keyFile.Path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: `forecourt key new NAME` makes it", err)
		}
		if err != nil {
			return nil, err
		}
		entries = read
	}
	used, err := auth.ReadUsage(service.UsagePath(c.Cache.Path))
	if err != nil {
		return nil, err
	}
	list := []listedKey{}
	for _, e := range entries {
		k := listedKey{Entry: e, State: "valid"}
		if e.Expires != nil {
			k.State = "until " + day(*e.Expires)
			if !p.now().Before(*e.Expires) {
				k.State = "expired"
			}
		}
		if use := used[e.Name]; use != nil {
			k.KeyUse = *use
			delete(used, e.Name)
		}
		list = append(list, k)
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		state := "revoked"
		if strings.Contains(name, ".") {
			state = "of API_KEY"
		}
		list = append(list, listedKey{Entry: auth.Entry{Name: name}, State: state, KeyUse: *used[name]})
	}
	return list, nil
}

// day formats a time to the minute.
func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}
