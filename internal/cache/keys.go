package cache

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/rowset"
)

// keySpool keeps the keys of a stream in a file that has no name, so that memory stays constant.
type keySpool struct {
	column int
	file   *os.File
	out    *bufio.Writer
	buf    []byte
	// last is the key of the row that came last; its bytes are a copy.
	last  rowset.Value
	count int64
	// ordered tells that every key was greater than the one before it, so that none came twice.
	ordered bool
}

var errNoKey = errors.New("a row has NULL as its key")

// openSpool makes the spool's file, and takes its name away, so that it goes with the process, however that ends. A run that
// is killed in between leaves the name; the next run, which holds the lock, uses it again.
func (c *Cache) openSpool() (file *os.File, err error) {
	if c.options.ReadOnly { // The cache may stand where nothing can be written, and no lock is held.
		file, err = os.CreateTemp("", "forecourt-keys-*")
	} else {
		file, err = os.OpenFile(c.path+".keys", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// newKeySpool makes a spool. column is the key's place in the rows.
func newKeySpool(c *Cache, column int) (*keySpool, error) {
	file, err := c.openSpool()
	if err != nil {
		return nil, err
	}
	return &keySpool{column: column, file: file, out: bufio.NewWriterSize(file, 64<<10), ordered: true}, nil
}

func (k *keySpool) close() error { return k.file.Close() }

// add keeps the key of a row.
func (k *keySpool) add(row []rowset.Value) error {
	v := row[k.column]
	if v.Type == rowset.TypeNull {
		return errNoKey
	}
	k.ordered = k.ordered && (k.count == 0 || greater(&v, &k.last))
	k.last = rowset.Value{Type: v.Type, Bytes: append(k.last.Bytes[:0], v.Bytes...)}.WithBits(v.Bits())
	k.count++
	buf := k.buf[:0]
	buf = append(buf, byte(v.Type))
	switch v.Type {
	case rowset.TypeText, rowset.TypeBlob:
		buf = binary.AppendUvarint(buf, uint64(len(v.Bytes)))
		buf = append(buf, v.Bytes...)
	default:
		buf = binary.LittleEndian.AppendUint64(buf, v.Bits())
	}
	k.buf = buf
	_, err := k.out.Write(buf)
	return err
}

// greater tells whether a comes after b in the order that SQLite has for whole numbers and for text; it says false for
// other types, and so only costs time there.
func greater(a, b *rowset.Value) bool {
	switch {
	case a.Type == rowset.TypeInteger && b.Type == rowset.TypeInteger:
		return a.Int() > b.Int()
	case a.Type == rowset.TypeText && b.Type == rowset.TypeText:
		return bytes.Compare(a.Bytes, b.Bytes) > 0
	}
	return false
}

// rows hands the keys out again, as rows of one column.
func (k *keySpool) rows() (Rows, error) {
	if err := k.out.Flush(); err != nil {
		return nil, err
	}
	if _, err := k.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(k.file, 64<<10)
	batch := rowset.NewBatch(1)
	left := k.count
	return func() (*rowset.Batch, error) {
		batch.Reset()
		for ; left > 0 && !batch.Full(); left-- {
			v, err := readKey(in)
			if err != nil {
				return nil, fmt.Errorf("read the keys back: %w", err)
			}
			batch.Append(v)
		}
		if batch.Len() == 0 {
			return nil, io.EOF
		}
		return batch, nil
	}, nil
}

func readKey(in *bufio.Reader) (rowset.Value, error) {
	kind, err := in.ReadByte()
	if err != nil {
		return rowset.Value{}, err
	}
	v := rowset.Value{Type: rowset.Type(kind)}
	if v.Type != rowset.TypeText && v.Type != rowset.TypeBlob {
		var bits [8]byte
		_, err := io.ReadFull(in, bits[:])
		return v.WithBits(binary.LittleEndian.Uint64(bits[:])), err
	}
	size, err := binary.ReadUvarint(in)
	if err != nil {
		return v, err
	}
	v.Bytes = make([]byte, size)
	_, err = io.ReadFull(in, v.Bytes)
	return v, err
}

// explain names the key when the load of an empty table fails because it came twice.
func (p *publication) explain(err error) error {
	var engine coder
	if p.keys == nil || !errors.As(err, &engine) || engine.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		return err
	}
	code := engine.Code()
	if code != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY && code != sqlite3.SQLITE_CONSTRAINT_ROWID && code != sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		return err
	}
	return p.keyError("two rows have " + keyText(p.keys.last))
}

// duplicate finds a key that came twice.
func (p *publication) duplicate(ctx context.Context) error {
	rows, err := p.keys.rows()
	if err != nil {
		return err
	}
	keys := &feed{}
	if err := p.show(ctx, keys, []int{0}, rows); err != nil {
		return err
	}
	var key string
	err = p.conn.QueryRowContext(ctx, selectDuplicate).Scan(&key)
	if err != nil {
		return errors.Join(keys.err, err)
	}
	return p.keyError("two rows have " + key)
}

func (p *publication) keyError(problem string) error {
	return &KeyError{View: p.View, Column: p.Columns[p.sql.key].Name, Problem: problem}
}

func keyText(v rowset.Value) string {
	switch v.Type {
	case rowset.TypeInteger:
		return strconv.FormatInt(v.Int(), 10)
	case rowset.TypeReal:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case rowset.TypeText:
		return "'" + strings.ToValidUTF8(string(v.Bytes), "\uFFFD") + "'"
	default:
		return fmt.Sprintf("x'%x'", v.Bytes)
	}
}
