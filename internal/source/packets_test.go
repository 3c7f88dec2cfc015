package source_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"forecourt/internal/fakemysql"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// twoColumns is a server whose view has two columns and these rows.
func twoColumns(rows ...[]string) *fakemysql.Server {
	return &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
		switch {
		case strings.HasPrefix(query, "SHOW FULL COLUMNS"):
			names := []string{"Field", "Type", "Collation", "Null", "Key", "Default", "Extra", "Privileges", "Comment"}
			return fakemysql.Rows(names, []string{"a", "longtext", "", "NO", "", "", "", "", ""}, []string{"b", "longtext", "", "NO", "", "", "", "", ""}), true
		case strings.HasPrefix(query, "SELECT `a`"):
			return fakemysql.Rows([]string{"a", "b"}, rows...), true
		}
		return nil, false
	}}
}

// TestRowsOfAnySize: rows arrive as they were sent, also at the sizes where the protocol changes how it writes a
// length, continues a row in another packet, or ends a row that fills one with an empty packet.
func TestRowsOfAnySize(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	text := func(size int) string { return strings.Repeat(string(rune('a'+random.IntN(26))), size) }
	var rows [][]string
	for _, size := range []int{0, 1, 250, 251, 252, 1<<16 - 1, 1 << 16, 1<<24 - 20, 1<<24 - 7, 1<<24 - 6, 1<<24 - 5, 1 << 24, 1<<25 + 3, 0, 5} {
		rows = append(rows, []string{text(size), "x"}, []string{"x", text(size)})
	}
	for range 2000 {
		rows = append(rows, []string{text(random.IntN(400)), text(random.IntN(30))})
	}
	for _, encrypted := range []bool{false, true} {
		from, n := openTLS(t, twoColumns(rows...), encrypted), 0
		snapshot, err := from.Snapshot(t.Context(), "v", source.Since{})
		if err != nil {
			t.Fatal(err)
		}
		err = snapshot.Read(t.Context(), []int{0, 1}, nil, func(batch *rowset.Batch) (*rowset.Batch, error) {
			for i := range batch.Len() {
				row := batch.Row(i)
				if got := []string{string(row[0].Bytes), string(row[1].Bytes)}; !slices.Equal(got, rows[n]) {
					return nil, fmt.Errorf("row %d: %.20q… of %d and %d bytes, and not of %d and %d", n, got[0], len(got[0]), len(got[1]), len(rows[n][0]), len(rows[n][1]))
				}
				n++
			}
			return rowset.NewBatch(2), nil
		})
		if err != nil || n != len(rows) {
			t.Errorf("%d of %d rows: %v", n, len(rows), err)
		}
		if counted, err := snapshot.Count(t.Context(), nil); counted != 1 || err != nil { // The connection can be used as before.
			t.Errorf("counted %d: %v", counted, err)
		}
		if err := errors.Join(snapshot.Close(), from.Close()); err != nil {
			t.Error(err)
		}
	}
}

// TestMemoryOfALargeRow: a connection keeps no more than a megabyte of its largest row, once it has read others.
func TestMemoryOfALargeRow(t *testing.T) {
	const large, most = 20 << 20, 4 << 20 // The large row takes two packets.
	rows := [][]string{{strings.Repeat("a", large), "x"}}
	for range 20_000 {
		rows = append(rows, []string{strings.Repeat("b", 200), "x"})
	}
	server := twoColumns(rows...)
	replies := map[string]fakemysql.Reply{} // They are made before the memory is measured.
	answer := server.Answer
	for _, query := range []string{"SHOW FULL COLUMNS", "SELECT `a`"} {
		replies[query], _ = answer(query)
	}
	server.Answer = func(query string) (fakemysql.Reply, bool) {
		for begin, reply := range replies {
			if strings.HasPrefix(query, begin) {
				return reply, true
			}
		}
		return answer(query)
	}
	from := openTLS(t, server, false)
	snapshot, err := from.Snapshot(t.Context(), "v", source.Since{})
	if err != nil {
		t.Fatal(err)
	}
	before, n := heap(), 0
	err = snapshot.Read(t.Context(), []int{0, 1}, nil, func(batch *rowset.Batch) (*rowset.Batch, error) {
		if n += batch.Len(); n == len(rows) {
			batch.Reset()
			if grown := heap() - before; grown > most {
				t.Errorf("%d bytes are kept behind a row of %d", grown, large)
			}
		}
		return rowset.NewBatch(2), nil
	})
	if err != nil || n != len(rows) {
		t.Errorf("%d of %d rows: %v", n, len(rows), err)
	}
	if err := errors.Join(snapshot.Close(), from.Close()); err != nil {
		t.Error(err)
	}
	runtime.KeepAlive(replies)
}

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestRowsThatEndEarly: no result that ends before its end passes for a whole one.
func TestRowsThatEndEarly(t *testing.T) {
	t.Parallel()
	whole := twoColumns([]string{"a", "b"}, []string{"c", "d"})
	result, _ := whole.Answer("SELECT `a`")
	last := len(result) - 1 // The packet that ends the rows.
	for name, c := range map[string]struct {
		reply fakemysql.Reply
		parts []string
	}{
		"an error":                 {slices.Concat(result[:last], fakemysql.Error(1317, "query execution was interrupted")), []string{"interrupted", "1317"}},
		"the connection is cut":    {append(slices.Clone(result[:last]), fakemysql.Cut), []string{"the connection was lost"}},
		"silence":                  {result[:last], []string{"SOURCE_READ_TIMEOUT"}},
		"a row is left out":        {slices.Concat(result[:last-1], fakemysql.Reply{nil}, result[last-1:]), []string{"packet 7 of a result came instead of packet 6"}},
		"the end is left out":      {slices.Concat(result[:last], fakemysql.Reply{nil}, result[last:]), []string{"instead of packet"}},
		"an empty packet":          {slices.Concat(result[:last], fakemysql.Reply{{}}, result[last:]), []string{"an empty packet"}},
		"a value is missing":       {slices.Concat(result[:last], fakemysql.Reply{[]byte("\x01e")}, result[last:]), []string{"other values than columns"}},
		"a value too many":         {slices.Concat(result[:last], fakemysql.Reply{[]byte("\x01e\x01f\x01g")}, result[last:]), []string{"other values than columns"}},
		"a value is cut short":     {slices.Concat(result[:last], fakemysql.Reply{[]byte("\x01e\x09f")}, result[last:]), []string{"other values than columns"}},
		"a length is cut short":    {slices.Concat(result[:last], fakemysql.Reply{[]byte("\x01e\xfd\x01")}, result[last:]), []string{"other values than columns"}},
		"more than memory is sent": {slices.Concat(result[:last], fakemysql.Reply{[]byte("\x01e\xfe\xff\xff\xff\xff\xff\xff\xff\xff")}, result[last:]), []string{"other values than columns"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
				if strings.HasPrefix(query, "SELECT `a`") {
					return c.reply, true
				}
				return whole.Answer(query)
			}}
			_, err := readAll(t, openWith(t, server, time.Second))
			wantConnectionError(t, err, c.parts...)
		})
	}
}

// TestValuesOfAnotherType: a column that is sent in another type than SHOW COLUMNS says is not guessed at.
func TestValuesOfAnotherType(t *testing.T) {
	for _, kind := range []string{"int", "bigint unsigned", "year", "double"} {
		server := &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) {
			if strings.HasPrefix(query, "SHOW FULL COLUMNS") {
				names := []string{"Field", "Type", "Collation", "Null", "Key", "Default", "Extra", "Privileges", "Comment"}
				return fakemysql.Rows(names, []string{"id", kind, "", "NO", "", "", "", "", ""}), true
			}
			return nil, false
		}}
		_, err := readAll(t, open(t, server))
		if wrong := new(source.ValueError); !errors.As(err, &wrong) || wrong.Row != 1 || wrong.Column != "id" || !strings.Contains(wrong.Problem, "another type (VARCHAR)") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
