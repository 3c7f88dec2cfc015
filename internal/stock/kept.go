package stock

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/cespare/xxhash/v2"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/facet"
	"forecourt/internal/stock/rowcache"
	"forecourt/internal/vehicle"
)

// KeptIndex says where the index is kept between two starts of a program.
type KeptIndex struct {
	// Path is the file, "" for none. If it cannot be written because of missing rights, there is none either.
	Path string
	// Program names the program with its version. An index that another one has kept is not read.
	Program string
}

// keepEvery is how often the index is kept while it changes. In between, and after a crash, the log of changes tells
// what is missing.
const keepEvery = 10 * time.Minute

// keptIndex keeps the index in its file.
type keptIndex struct {
	KeptIndex
	mu sync.Mutex
	// at is when the index was kept last, and fingerprint that of its snapshot.
	at          time.Time
	fingerprint string
	// read means that the file was already looked for.
	read bool
}

// indexHead is what stands before a kept index. The index fits if all of it is as the reader expects it.
type indexHead struct {
	Program string
	// Rows is the SQL that reads the rows, which depends on the mapping and on the copy's columns, and Shape the fields.
	Rows, Shape string
	Fingerprint string
	Run, LogEnd int64
}

// maxHead is the greatest length of a head.
const maxHead = 1 << 20

func (k *keptIndex) head(plan *mapping.Plan, x *indexed) indexHead {
	var shape strings.Builder
	for _, f := range plan.Shape.Fields() {
		fmt.Fprintf(&shape, "%+v\n", *f)
	}
	h := indexHead{Program: k.Program, Rows: indexedColumns(plan) + plan.IDOrder(), Shape: shape.String()}
	if x != nil {
		h.Fingerprint, h.Run, h.LogEnd = x.origin.Fingerprint, x.run, x.logEnd
	}
	return h
}

// load returns the kept index for an open copy, or nil if there is none that fits. It looks only once.
func (k *keptIndex) load(opened *openCopy) (*indexed, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.Path == "" || k.read {
		return nil, nil
	}
	k.read = true
	file, err := os.Open(k.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := k.readFrom(file, opened)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", k.Path, err)
	}
	if x != nil {
		k.fingerprint, k.at = x.origin.Fingerprint, time.Now()
	}
	return x, nil
}

func (k *keptIndex) readFrom(file *os.File, opened *openCopy) (*indexed, error) {
	size, err := sealed(file)
	if err != nil {
		return nil, err
	}
	from := bufio.NewReader(io.LimitReader(file, size))
	length, err := binary.ReadUvarint(from)
	if err != nil || length > maxHead {
		return nil, errors.Join(errDamagedIndex, err)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(from, text); err != nil {
		return nil, err
	}
	var head indexHead
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, err
	}
	x := &indexed{opened: opened, origin: vehicle.Origin{Fingerprint: head.Fingerprint}, run: head.Run, logEnd: head.LogEnd}
	if head != k.head(opened.plan, x) {
		return nil, nil
	}
	if x.Index, err = facet.Read(opened.plan.Shape, from, size); err != nil {
		return nil, err
	}
	x.rows = rowcache.New(x.opened.plan.Shape)
	return x, nil
}

var errDamagedIndex = errors.New("the kept index is damaged: it is made anew")

// sumSize is the length of the checksum at the end of the file.
const sumSize = 8

// sealed reports an error if the file does not end with the checksum of what stands before, or returns the length of
// that. The file is then read from its beginning.
func sealed(file *os.File) (size int64, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	size = info.Size() - sumSize
	if !info.Mode().IsRegular() || size < 0 {
		return 0, errDamagedIndex
	}
	sum := xxhash.New()
	if _, err := io.CopyBuffer(sum, struct{ io.Reader }{io.LimitReader(file, size)}, make([]byte, 1<<18)); err != nil {
		return 0, err
	}
	wanted := make([]byte, sumSize)
	if _, err := io.ReadFull(file, wanted); err != nil {
		return 0, err
	}
	if binary.LittleEndian.Uint64(wanted) != sum.Sum64() {
		return 0, errDamagedIndex
	}
	_, err = file.Seek(0, io.SeekStart)
	return size, err
}

// keep writes the index to its file, unless that has the same snapshot. Without always it does so only now and then.
func (k *keptIndex) keep(x *indexed, always bool) error {
	if k.Path == "" || x == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fingerprint == x.origin.Fingerprint || !always && time.Since(k.at) < keepEvery {
		return nil
	}
	k.at = time.Now()
	err := k.write(x)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		k.Path = "" // The folder is not ours to write.
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep the index: %w", err)
	}
	k.fingerprint = x.origin.Fingerprint
	return nil
}

// write makes a new file, which then takes the place of the old one. It is not synced: a file that a power failure has
// left in part has another checksum.
func (k *keptIndex) write(x *indexed) (err error) {
	temporary := k.Path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	sum := xxhash.New()
	err = errors.Join(k.writeTo(io.MultiWriter(file, sum), x), writeSum(file, sum), file.Close())
	if err == nil {
		err = os.Rename(temporary, k.Path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

func (k *keptIndex) writeTo(to io.Writer, x *indexed) error {
	head, err := json.Marshal(k.head(x.opened.plan, x))
	if err != nil {
		return err
	}
	if _, err := to.Write(append(binary.AppendUvarint(nil, uint64(len(head))), head...)); err != nil {
		return err
	}
	return x.Write(to)
}

func writeSum(to io.Writer, sum hash.Hash64) error {
	_, err := to.Write(binary.LittleEndian.AppendUint64(nil, sum.Sum64()))
	return err
}

// keepSoon keeps the index in the background.
func (c *Cached) keepSoon(x *indexed) {
	go func() {
		if err := c.kept.keep(x, false); err != nil && c.options.Failed != nil {
			c.options.Failed(err)
		}
	}()
}

// Keep keeps the index for the next start of the program, if CachedOptions name a file for that. It is called at the
// program's end; meanwhile the index is kept now and then.
func (c *Cached) Keep() error { return c.kept.keep(c.index.Load(), true) }
