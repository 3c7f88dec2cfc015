package publication

import (
	"context"
	"errors"
	"fmt"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/engine"
)

// load fills an empty table, and creates it first if it does not exist.
func (p *publication) load(ctx context.Context, exists bool) error {
	p.changes.Made = !exists
	p.changes.Deleted = p.changes.Before
	if err := p.exec(ctx, rollbackAll, beginWrite); err != nil {
		return err
	}
	if err := p.dropIndexes(ctx); err != nil {
		return err
	}
	err := p.withoutIndexes(ctx, everyIndex, func() error {
		if p.changes.Remade {
			if err := p.exec(ctx, p.sql.DropTable()); err != nil {
				return err
			}
		}
		if !exists || p.changes.Remade {
			if err := p.exec(ctx, p.sql.CreateTable()); err != nil {
				return err
			}
		}
		if _, err := p.conn.ExecContext(ctx, p.sql.InsertIntake()); err != nil {
			return p.explain(err)
		}
		return p.setIndexes(ctx)
	})
	if err != nil {
		return err
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	p.changes.Inserted = p.changes.After
	if err := p.logReset(ctx); err != nil {
		return err
	}
	if err := p.keepHashes(ctx); err != nil {
		return err
	}
	return p.commit(ctx)
}

// loadDraft fills a table in a draft of the cache.
func (p *publication) loadDraft(ctx context.Context, exists bool) error {
	if err := p.exec(ctx, rollbackAll); err != nil { // Another connection fills the file.
		return err
	}
	if err := p.bulkLoad(ctx, exists); err != nil {
		return err
	}
	if err := p.countAfter(ctx); err != nil {
		return err
	}
	p.changes.Inserted, p.changes.Made = p.changes.After, !exists
	if err := p.exec(ctx, beginWrite); err != nil {
		return err
	}
	if err := p.logReset(ctx); err != nil {
		return err
	}
	if err := p.keepHashes(ctx); err != nil {
		return err
	}
	if err := p.exec(ctx, commitAll); err != nil {
		return err
	}
	return p.commit(ctx)
}

// bulkLoad writes all rows, and creates the indexes afterwards: those that the copy asks for, and those that exist
// already.
func (p *publication) bulkLoad(ctx context.Context, exists bool) error {
	indexes, err := sqlitedb.New(p.conn).ListIndexes(ctx, p.View)
	if err != nil {
		return err
	}
	before := append([]string{}, bulkPragmas...)
	if !exists {
		before = append(before, p.sql.CreateTable())
	}
	var after []string
	wanted, statements := p.wantedIndexes()
	for _, name := range wanted {
		after = append(after, statements[name])
	}
	for _, index := range indexes {
		before = append(before, "DROP INDEX main."+cache.Quote(index.Name))
		after = append(after, index.Statement)
	}
	conn, err := engine.Open(p.cache.Draft())
	if err != nil {
		return err
	}
	if err = conn.Exec(ctx, append(before, beginWrite)...); err == nil {
		err = p.insertAll(conn)
	}
	if err == nil {
		err = conn.Exec(ctx, append(after, commitAll)...)
	}
	return errors.Join(err, conn.Close())
}

// insertAll inserts all rows on a connection.
func (p *publication) insertAll(conn *engine.Conn) error {
	insert, err := conn.PrepareInsert(p.stream.Width, p.sql.InsertValues)
	if err != nil {
		return err
	}
	defer insert.Close()
	p.stream.Current, p.stream.Err, err = insert.All(p.stream.Rows)
	return p.explain(err)
}

// bulkPragmas turn off the protection against crashes and other programs. The file has no name yet, so a crash loses
// nothing.
var bulkPragmas = []string{
	"PRAGMA journal_mode(off)", "PRAGMA synchronous(off)", "PRAGMA locking_mode(exclusive)",
	fmt.Sprintf("PRAGMA cache_size(-%d)", cache.PageCacheKB), "PRAGMA threads(2)", "PRAGMA temp_store(file)",
}
