package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"forecourt/internal/rowset"
)

// Format is the version of the messages. A reader refuses a later one.
const Format = 1

// Header says what a segment does.
type Header struct {
	Format int    `json:"format"`
	View   string `json:"view"`
	// Sequence counts a view's segments, without gaps.
	Sequence int64 `json:"sequence"`
	// Name is one that no other segment has.
	Name string `json:"name"`
	// Before and After are the fingerprints of the copy that the segment is applied to, and of the one that results. A
	// segment without Before is a reset: its Snapshot takes the place of all rows.
	Before string `json:"before,omitempty"`
	After  string `json:"after"`
	// Rows is how many rows the view then has.
	Rows int64 `json:"rows"`
	// Schema is the hash of the columns and the key, Mapping that of the writer's stock.yaml, "" without one.
	Schema  string `json:"schema"`
	Mapping string `json:"mapping,omitempty"`
	Reading
	// LogEnd is the greatest id that the log of changes then had.
	LogEnd int64 `json:"log_end"`
	// Run is the writer's run, in its own file.
	Run int64 `json:"run"`
	// Changed and Gone count the rows in the payload. Bytes, SHA256 and Parts are the payload's; without parts it
	// stands in the same message.
	Changed int64  `json:"changed"`
	Gone    int64  `json:"gone"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`
	Parts   int    `json:"parts,omitempty"`
	// Since is how many bytes the segments since the last snapshot have, with this one.
	Since int64 `json:"since"`
	// Snapshot is that of a reset.
	Snapshot *Snapshot `json:"snapshot,omitempty"`
}

// Reset tells whether the segment replaces all rows.
func (h *Header) Reset() bool { return h.Before == "" }

// Segment is one published refresh of a view.
type Segment struct {
	Header
	// Position is where it is in the stream.
	Position uint64
	// Payload holds the rows, as an Encoder has written them.
	Payload []byte
}

// Check compares the payload with the header.
func (s *Segment) Check() error {
	sum := sha256.Sum256(s.Payload)
	if int64(len(s.Payload)) != s.Bytes || hex.EncodeToString(sum[:]) != s.SHA256 {
		return fmt.Errorf("%w: the rows of segment %d are not those that were sent", ErrDamaged, s.Sequence)
	}
	return nil
}

// Seen tells that a view was read again, and is as segment Sequence left it.
type Seen struct {
	View        string `json:"view"`
	Sequence    int64  `json:"sequence"`
	Fingerprint string `json:"fingerprint"`
	Reading
}

// Reading says how the source was read.
type Reading struct {
	// AsOf is the source's clock when the snapshot was taken, Mode what was read of the view (syncer.Mode).
	AsOf time.Time `json:"as_of"`
	Mode string    `json:"mode"`
	// Host is the server that was read, and Made what it had made by then (source.Position); nil when that is not
	// known.
	Host *string `json:"host,omitempty"`
	Made *string `json:"made,omitempty"`
}

// Snapshot names an object with all rows of a view.
type Snapshot struct {
	Format int    `json:"format"`
	View   string `json:"view"`
	Object string `json:"object"`
	// Sequence and Position are those of the last segment in it.
	Sequence int64  `json:"sequence"`
	Position uint64 `json:"position,omitempty"`
	// Fingerprint is that of the segment, Content that of the rows as SQLite holds them: the two differ when the source
	// sends values that SQLite holds as other types.
	Fingerprint string `json:"fingerprint"`
	Content     string `json:"content"`
	Rows        int64  `json:"rows"`
	Bytes       int64  `json:"bytes"`
	Schema      Schema `json:"schema"`
	LogEnd      int64  `json:"log_end"`
	Reading
	TakenAt time.Time `json:"taken_at"`
}

// Schema is the columns and the key of a copy.
type Schema struct {
	Columns []rowset.Column `json:"columns"`
	Key     []string        `json:"key"`
	// WholeKey tells that the key is the table's row key.
	WholeKey bool `json:"whole_key"`
}

// Hash sums up all that decides how rows are stored and hashed.
func (s *Schema) Hash() string {
	sum := sha256.New()
	for i := range s.Columns {
		c := &s.Columns[i]
		fmt.Fprintf(sum, "%q %d %q\n", c.Name, c.Kind, c.DeclaredType())
	}
	fmt.Fprintf(sum, "%q %v", s.Key, s.WholeKey)
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// ErrDamaged is wrapped by errors that say that a message or an object is not what was sent.
var ErrDamaged = errors.New("damaged")

// seal writes a message: the hash of the rest, then the header and the payload.
func seal(header any, payload []byte) ([]byte, error) {
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	data := make([]byte, sha256.Size, sha256.Size+binary.MaxVarintLen32+len(text)+len(payload))
	data = binary.AppendUvarint(data, uint64(len(text)))
	data = append(append(data, text...), payload...)
	sum := sha256.Sum256(data[sha256.Size:])
	copy(data, sum[:])
	return data, nil
}

// unseal reads what seal has written.
func unseal(data []byte, header any) (payload []byte, err error) {
	if len(data) < sha256.Size {
		return nil, fmt.Errorf("%w: a message of %d bytes", ErrDamaged, len(data))
	}
	rest := data[sha256.Size:]
	if sum := sha256.Sum256(rest); !bytes.Equal(sum[:], data[:sha256.Size]) {
		return nil, fmt.Errorf("%w: a message with another SHA-256 than was sent", ErrDamaged)
	}
	size, n := binary.Uvarint(rest)
	if n <= 0 || size > uint64(len(rest)-n) {
		return nil, fmt.Errorf("%w: a message without a header", ErrDamaged)
	}
	end := n + int(size)
	if err := json.Unmarshal(rest[n:end], header); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return rest[end:], nil
}

// checkFormat refuses what a later version has written.
func checkFormat(format int) error {
	if format > Format {
		return fmt.Errorf("the feed has format %d, and this version of Forecourt knows %d: use the writer's version", format, Format)
	}
	return nil
}
