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

// Format is the version of the messages. Readers refuse later ones.
const Format = 1

// Header describes a segment.
type Header struct {
	Format int    `json:"format"`
	View   string `json:"view"`
	// Sequence is the number of the segment within its view. Numbers have no gaps.
	Sequence int64 `json:"sequence"`
	// Name is unique to the segment.
	Name string `json:"name"`
	// Before is the fingerprint of the copy to which the segment is applied, and After that of the result. A segment
	// without Before is a reset: its Snapshot replaces all rows.
	Before string `json:"before,omitempty"`
	After  string `json:"after"`
	// Rows is the number of rows in the view after the segment.
	Rows int64 `json:"rows"`
	// Schema is the hash of the columns and the key. Mapping is the hash of the writer's stock.yaml, or "" if it has
	// none.
	Schema  string `json:"schema"`
	Mapping string `json:"mapping,omitempty"`
	Reading
	// LogEnd is the greatest id in the log of changes after the segment.
	LogEnd int64 `json:"log_end"`
	// Run is the id of the run in the writer's file.
	Run int64 `json:"run"`
	// Changed and Gone are the numbers of rows in the payload. Bytes, SHA256 and Parts describe the payload. If it has
	// no parts, it is in the same message.
	Changed int64  `json:"changed"`
	Gone    int64  `json:"gone"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`
	Parts   int    `json:"parts,omitempty"`
	// Since is the number of bytes in the segments since the last snapshot, including this one.
	Since int64 `json:"since"`
	// Snapshot is the snapshot of a reset.
	Snapshot *Snapshot `json:"snapshot,omitempty"`
}

// Reset reports whether the segment replaces all rows.
func (h *Header) Reset() bool { return h.Before == "" }

// Segment is one published refresh of a view.
type Segment struct {
	Header
	// Position is the position of the segment in the stream.
	Position uint64
	// Payload is the rows, as an Encoder has written them.
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

// Seen says that a view was read again and still has the rows of segment Sequence.
type Seen struct {
	View        string `json:"view"`
	Sequence    int64  `json:"sequence"`
	Fingerprint string `json:"fingerprint"`
	Reading
}

// Reading says how and when the source was read.
type Reading struct {
	// AsOf is the time of the snapshot by the source's clock. Mode says which rows were read (syncer.Mode).
	AsOf time.Time `json:"as_of"`
	Mode string    `json:"mode"`
	// Host is the server that was read, and Made is what it had made by then (source.Position). They are nil if
	// unknown.
	Host *string `json:"host,omitempty"`
	Made *string `json:"made,omitempty"`
}

// Snapshot describes an object with all rows of a view.
type Snapshot struct {
	Format int    `json:"format"`
	View   string `json:"view"`
	Object string `json:"object"`
	// Sequence and Position belong to the last segment that the snapshot contains.
	Sequence int64  `json:"sequence"`
	Position uint64 `json:"position,omitempty"`
	// Fingerprint is that of the segment. Content is the fingerprint of the rows as SQLite holds them. The two differ
	// if the source sends values that SQLite holds as other types.
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
	// WholeKey means that the key is SQLite's row key.
	WholeKey bool `json:"whole_key"`
}

// Hash returns a hash of everything that decides how rows are stored and hashed.
func (s *Schema) Hash() string {
	sum := sha256.New()
	for i := range s.Columns {
		c := &s.Columns[i]
		fmt.Fprintf(sum, "%q %d %q\n", c.Name, c.Kind, c.DeclaredType())
	}
	fmt.Fprintf(sum, "%q %v", s.Key, s.WholeKey)
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// ErrDamaged is wrapped by errors about a message or an object that is not what was sent.
var ErrDamaged = errors.New("damaged")

// seal returns a message: the hash of the rest, then the header and the payload.
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

// unseal reads a message that seal has written.
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

// checkFormat refuses messages of later versions.
func checkFormat(format int) error {
	if format > Format {
		return fmt.Errorf("the feed has format %d, and this version of Forecourt knows %d: use the writer's version", format, Format)
	}
	return nil
}
