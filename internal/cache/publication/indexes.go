package publication

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
)

// indexPrefix begins the names of the indexes that a Copy asks for. The name contains a hash of the indexed
// expressions, so the name alone tells whether an index is still wanted.
const indexPrefix = cache.OwnPrefix + "index_"

// wantedIndexes returns the names of the indexes that the copy asks for, and their statements by name.
func (p *publication) wantedIndexes() (names []string, statements map[string]string) {
	statements = map[string]string{}
	for _, on := range p.Indexes {
		text := fmt.Sprintf(" ON %s (%s)", cache.Quote(p.View), on)
		name := fmt.Sprintf("%s%016x", indexPrefix, xxh3.HashString(text))
		names = append(names, name)
		statements[name] = "CREATE INDEX main." + cache.Quote(name) + text
	}
	return names, statements
}

// ownIndexes returns the names of the existing indexes that an earlier Copy asked for.
func (p *publication) ownIndexes(ctx context.Context) ([]string, error) {
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	var names []string
	for _, index := range indexes {
		if strings.HasPrefix(index.Name, indexPrefix) {
			names = append(names, index.Name)
		}
	}
	return names, err
}

// dropIndexes drops the indexes that an earlier Copy asked for.
func (p *publication) dropIndexes(ctx context.Context) error {
	names, err := p.ownIndexes(ctx)
	for _, name := range names {
		if err == nil {
			err = p.exec(ctx, "DROP INDEX main."+cache.Quote(name))
		}
	}
	return err
}

// setIndexes creates the indexes that the copy asks for, and drops those that it no longer asks for. Existing ones
// are left as they are.
func (p *publication) setIndexes(ctx context.Context) error {
	standing, err := p.ownIndexes(ctx)
	if err != nil {
		return err
	}
	wanted, statements := p.wantedIndexes()
	for _, name := range standing {
		if !slices.Contains(wanted, name) {
			if err := p.exec(ctx, "DROP INDEX main."+cache.Quote(name)); err != nil {
				return err
			}
		}
	}
	for _, name := range wanted {
		if !slices.Contains(standing, name) {
			if err := p.exec(ctx, statements[name]); err != nil {
				return err
			}
		}
	}
	return nil
}
