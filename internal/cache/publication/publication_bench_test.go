package publication_test

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
)

// wide are columns as those of a stock: a key, numbers, words and texts.
func wide() []rowset.Column {
	columns := []rowset.Column{{Name: "id", Kind: rowset.Unsigned}}
	for i := range 4 {
		columns = append(columns, rowset.Column{Name: fmt.Sprintf("number%d", i), Kind: rowset.Integer})
	}
	for i := range 17 {
		columns = append(columns, rowset.Column{Name: fmt.Sprintf("text%d", i), Kind: rowset.Text})
	}
	return columns
}

// wideRows makes rows, of which one in every so many has another version.
func wideRows(rows, every, version int) rowset.Rows {
	columns := wide()
	batch, hasher, next := rowset.NewBatch(len(columns)), rowset.NewHasher(columns, columns), 0
	return func() (*rowset.Batch, error) {
		batch.Reset()
		for ; !batch.Full() && next < rows; next++ {
			number := int64(next)
			if every > 0 && next%every == 0 {
				number += int64(version) * 1_000_000
			}
			batch.AppendInt(int64(next))
			for range 2 {
				batch.AppendInt(number)
			}
			for range 2 {
				batch.AppendInt(int64(next % 1000))
			}
			for i := range 17 {
				batch.AppendBytes(rowset.TypeText, fmt.Appendf(nil, "text %d", (next+i)%300))
			}
		}
		if batch.Len() == 0 {
			return nil, io.EOF
		}
		batch.SetHashes(hasher)
		return batch, nil
	}
}

// BenchmarkPublish writes refreshes of a copy of 200,000 rows with three indexes, without a source.
func BenchmarkPublish(b *testing.B) {
	const rows = 200_000
	publish := func(b *testing.B, c *cache.Cache, every, version int) {
		b.Helper()
		what := publication.Copy{
			View: "cars", Columns: wide(), Key: []string{"id"}, WholeKey: true, Log: true, TakenAt: time.Unix(int64(version), 0),
			Indexes: []string{"number0", "text0, text1", "number2, text3"}, Rows: wideRows(rows, every, version),
		}
		err := publication.Publish(b.Context(), c, what, accept)
		if err != nil {
			b.Fatal(err)
		}
	}
	open := func(b *testing.B) *cache.Cache {
		b.Helper()
		c, err := cache.Open(b.Context(), filepath.Join(b.TempDir(), "cache.db"), cache.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close() })
		return c
	}
	b.Run("only read", func(b *testing.B) {
		for b.Loop() {
			for next := wideRows(rows, 0, 0); ; {
				if _, err := next(); err != nil {
					break
				}
			}
		}
	})
	b.Run("first load", func(b *testing.B) {
		for b.Loop() {
			publish(b, open(b), 0, 0)
		}
	})
	for name, every := range map[string]int{"0 percent": 0, "1 percent": 100, "10 percent": 10, "100 percent": 1} {
		b.Run(name, func(b *testing.B) {
			c := open(b)
			publish(b, c, 0, 0)
			version := 0
			for b.Loop() {
				version++
				publish(b, c, every, version)
			}
		})
	}
}
