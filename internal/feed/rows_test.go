package feed_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"forecourt/internal/feed"
	"forecourt/internal/rowset"
)

// rows makes rows of every storage class.
func rows(n, width int, random *rand.Rand) *rowset.Batch {
	batch := rowset.NewBatch(width)
	for range n * width {
		switch random.IntN(8) {
		case 0:
			batch.AppendNull()
		case 1:
			batch.AppendInt([]int64{0, -1, math.MinInt64, math.MaxInt64}[random.IntN(4)])
		case 2:
			batch.AppendFloat([]float64{0, 1, math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64, 0.1}[random.IntN(6)])
		case 3:
			batch.AppendBytes(rowset.TypeText, []byte("\xff\x00not UTF-8"))
		case 4:
			batch.AppendBytes(rowset.TypeBlob, nil)
		case 5:
			batch.AppendBytes(rowset.TypeBlob, bytes.Repeat([]byte{0, 255}, random.IntN(2000)))
		default:
			batch.AppendBytes(rowset.TypeText, []byte("a text"))
		}
	}
	return batch
}

func encode(t *testing.T, batches, gone []*rowset.Batch) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder, err := feed.NewEncoder(&out)
	for _, batch := range batches {
		err = errors.Join(err, encoder.Add(batch))
	}
	for _, batch := range gone {
		err = errors.Join(err, encoder.Drop(batch))
	}
	if err = errors.Join(err, encoder.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read returns the encodings of all rows of one kind.
func read(next rowset.Rows) (all [][]byte, err error) {
	for {
		batch, err := next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		for i := range batch.Len() {
			all = append(all, bytes.Clone(batch.Encoding(i)))
		}
	}
}

// filling returns the rows of a decoder, each batch in the same memory.
func filling(d *feed.Decoder, width int) rowset.Rows {
	batch := rowset.NewBatch(width)
	return func() (*rowset.Batch, error) {
		batch.Reset()
		if err := d.Fill(batch); err != nil {
			return nil, err
		}
		return batch, nil
	}
}

// TestRowsComeBackBitForBit, of every storage class, and the keys that are gone behind them.
func TestRowsComeBackBitForBit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 255, 256, 3000} {
		sent, gone := rows(n, 5, random), rows(n/3, 2, random)
		decoder, err := feed.NewDecoder(bytes.NewReader(encode(t, []*rowset.Batch{sent}, []*rowset.Batch{gone})), 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct {
			batch *rowset.Batch
			next  rowset.Rows
		}{{sent, filling(decoder, 5)}, {gone, decoder.Gone}} {
			got, err := read(want.next)
			if err != nil || len(got) != want.batch.Len() {
				t.Fatalf("%d of %d rows came, %v", len(got), want.batch.Len(), err)
			}
			for i := range got {
				if !bytes.Equal(got[i], want.batch.Encoding(i)) {
					t.Fatalf("row %d is %x, and was %x", i, got[i], want.batch.Encoding(i))
				}
			}
		}
		decoder.Close()
	}
}

// TestDamagedRowsAreFound: whatever byte is changed or cut off, the rows are the same, or there is an error.
func TestDamagedRowsAreFound(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	sent := rows(40, 4, random)
	whole := encode(t, []*rowset.Batch{sent}, nil)
	try := func(data []byte) {
		decoder, err := feed.NewDecoder(bytes.NewReader(data), 1)
		if err != nil {
			return
		}
		defer decoder.Close()
		got, err := read(filling(decoder, 4))
		if err == nil {
			_, err = read(decoder.Gone)
		}
		if err != nil {
			if !errors.Is(err, feed.ErrDamaged) {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if len(got) != sent.Len() {
			t.Fatalf("%d rows came, and there is no error", len(got))
		}
	}
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1 << random.IntN(8)
		try(damaged)
		try(whole[:i])
	}
}

// TestRowsOfAnotherWidthAreRefused.
func TestRowsOfAnotherWidthAreRefused(t *testing.T) {
	data := encode(t, []*rowset.Batch{rows(10, 4, rand.New(rand.NewPCG(5, 6)))}, nil)
	for _, width := range []int{3, 5} {
		decoder, err := feed.NewDecoder(bytes.NewReader(data), 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := read(filling(decoder, width)); !errors.Is(err, feed.ErrDamaged) {
			t.Errorf("rows of 4 columns were read as rows of %d: %v", width, err)
		}
		decoder.Close()
	}
}
