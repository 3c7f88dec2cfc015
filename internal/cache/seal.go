package cache

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"runtime"
	"sync"

	"github.com/zeebo/xxh3"
)

// A seal records how the last run has left the file: the run's number, and a hash of every page, including those in the
// write-ahead log. It is a file beside the cache, so that damage to one of them shows in the other
// (docs/decisions/0004-damage.md). It is written after everything is on the disk. A run that ends before that leaves a
// file that is ahead of its seal, which is not damage.
type seal struct {
	// run and change are the greatest ids of forecourt_sync_runs and forecourt_row_changes.
	run, change int64
	// cookie is SQLite's schema number.
	cookie uint32
	image
}

// image is the content of a database, page by page.
type image struct {
	pageSize int
	sums     []uint64
}

const (
	sealSuffix = ".seal"
	sealMagic  = "forecourt seal 1\n"
)

// errNoSeal is returned by readSeal if there is no usable seal.
var errNoSeal = errors.New("the file has no seal")

// sealHeader is the beginning of a seal, after the magic number.
type sealHeader struct {
	Run, Change             int64
	Cookie, PageSize, Pages uint32
}

func readSeal(path string) (seal, error) {
	data, err := os.ReadFile(path + sealSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return seal{}, errNoSeal
	}
	if err != nil {
		return seal{}, err
	}
	text, ok := bytes.CutPrefix(data, []byte(sealMagic))
	if !ok || len(text) < 8 || xxh3.Hash(text[:len(text)-8]) != binary.LittleEndian.Uint64(text[len(text)-8:]) {
		return seal{}, errNoSeal
	}
	in := bytes.NewReader(text[:len(text)-8])
	var header sealHeader
	if err := binary.Read(in, binary.LittleEndian, &header); err != nil || in.Len() != 8*int(header.Pages) {
		return seal{}, errNoSeal
	}
	s := seal{run: header.Run, change: header.Change, cookie: header.Cookie, image: image{pageSize: int(header.PageSize), sums: make([]uint64, header.Pages)}}
	return s, binary.Read(in, binary.LittleEndian, s.sums)
}

// write replaces the previous seal.
func (s *seal) write(path string, mode os.FileMode) error {
	var out bytes.Buffer
	header := sealHeader{s.run, s.change, s.cookie, uint32(s.pageSize), uint32(len(s.sums))}
	if err := errors.Join(binary.Write(&out, binary.LittleEndian, header), binary.Write(&out, binary.LittleEndian, s.sums)); err != nil {
		return err
	}
	data := binary.LittleEndian.AppendUint64(append([]byte(sealMagic), out.Bytes()...), xxh3.Hash(out.Bytes()))
	file, err := createSide(path+sealSuffix+draftSuffix, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path+sealSuffix)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// differing returns the numbers of up to limit pages that differ, and how many pages are equal.
func (i *image) differing(other *image, limit int) (pages []int, same int) {
	for n := range max(len(i.sums), len(other.sums)) {
		if n < len(i.sums) && n < len(other.sums) && i.sums[n] == other.sums[n] {
			same++
		} else if len(pages) < limit {
			pages = append(pages, n+1)
		}
	}
	return pages, same
}

// with returns the content of a number of pages after some have changed, or nil if a page is not known.
func (i *image) with(changed map[uint32]uint64, pages int) *image {
	next := &image{pageSize: i.pageSize, sums: make([]uint64, pages)}
	for n := copy(next.sums, i.sums); n < pages; n++ {
		if _, known := changed[uint32(n+1)]; !known {
			return nil
		}
	}
	for page, sum := range changed {
		if int(page) <= pages {
			next.sums[page-1] = sum
		}
	}
	return next
}

// changedSince returns the positions of the pages that have changed.
func (i *image) changedSince(before *image) (changed []int) {
	for n, sum := range i.sums {
		if n >= len(before.sums) || sum != before.sums[n] {
			changed = append(changed, n)
		}
	}
	return changed
}

// holds reports whether the database has as many pages as the image, and whether those at some positions are the same.
func (i *image) holds(path string, positions []int) (_ bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	log, count, err := readLog(path+"-wal", i.pageSize, allFrames)
	if err != nil {
		return false, err
	}
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	if count == 0 {
		count = int((info.Size() + int64(i.pageSize) - 1) / int64(i.pageSize))
	}
	if count != len(i.sums) {
		return false, nil
	}
	page := make([]byte, i.pageSize)
	for _, at := range positions {
		sum, inLog := log[uint32(at+1)]
		if !inLog {
			n, err := file.ReadAt(page, int64(at)*int64(i.pageSize))
			if err != nil && !errors.Is(err, io.EOF) {
				return false, err
			}
			sum = xxh3.Hash(page[:n])
		}
		if sum != i.sums[at] {
			return false, nil
		}
	}
	return true, nil
}

// allFrames stands for the frames up to the last commit, however many there are.
const allFrames = math.MaxInt

// readImage reads a database as SQLite sees it: the pages in the write-ahead log replace those of the file. pageSize is
// used if the file does not name its own. frames is how many frames of the log count.
func readImage(path string, pageSize, frames int) (_ image, err error) {
	file, err := os.Open(path)
	if err != nil {
		return image{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var header [100]byte
	if _, err := io.ReadFull(file, header[:]); err == nil {
		if size := int(binary.BigEndian.Uint16(header[16:])); size >= 512 && size&(size-1) == 0 {
			pageSize = size
		}
	}
	if pageSize == 0 {
		return image{}, nil
	}
	log, count, err := readLog(path+"-wal", pageSize, frames)
	if err != nil {
		return image{}, err
	}
	info, err := file.Stat()
	if err != nil {
		return image{}, err
	}
	if count == 0 {
		count = int((info.Size() + int64(pageSize) - 1) / int64(pageSize))
	}
	i := image{pageSize: pageSize, sums: make([]uint64, count)}
	readers := min(mostReaders, runtime.GOMAXPROCS(0))
	failed := make([]error, readers)
	var work sync.WaitGroup
	for r := range readers {
		work.Go(func() { failed[r] = i.read(file, log, r*pagesAtOnce, readers*pagesAtOnce) })
	}
	work.Wait()
	return i, errors.Join(failed...)
}

const (
	// mostReaders is how many goroutines read a file at once.
	mostReaders = 4
	// pagesAtOnce is how many pages are read at once.
	pagesAtOnce = 64
)

// read hashes the pages from first on, then those every pages further, and so on: pagesAtOnce each time.
func (i *image) read(file *os.File, log map[uint32]uint64, first, every int) error {
	buf := make([]byte, pagesAtOnce*i.pageSize)
	for ; first < len(i.sums); first += every {
		n, err := file.ReadAt(buf, int64(first)*int64(i.pageSize))
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		for at := first; at < min(first+pagesAtOnce, len(i.sums)); at++ {
			from := (at - first) * i.pageSize
			if sum, ok := log[uint32(at+1)]; ok {
				i.sums[at] = sum
			} else if from < n {
				i.sums[at] = xxh3.Hash(buf[from:min(from+i.pageSize, n)])
			}
		}
	}
	return nil
}

// readLog returns the hashes of the pages in a write-ahead log up to its last commit, and how many pages the database
// then has, 0 without a commit (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). A frame with a wrong
// checksum is the end of the log, as for SQLite, and so is the given number of frames.
func readLog(path string, pageSize, frames int) (pages map[uint32]uint64, count int, err error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var header [32]byte
	if _, err := io.ReadFull(file, header[:]); err != nil {
		return nil, 0, nil // It is empty.
	}
	check := logChecksum{order: binary.LittleEndian}
	if binary.BigEndian.Uint32(header[:])&1 == 1 {
		check.order = binary.BigEndian
	}
	check.add(header[:24])
	if !check.is(header[24:]) || int(binary.BigEndian.Uint32(header[8:])) != pageSize {
		return nil, 0, nil
	}
	pages = map[uint32]uint64{}
	pending := map[uint32]uint64{}
	frame := make([]byte, 24+pageSize)
	in := io.NewSectionReader(file, int64(len(header)), 1<<62)
	for ; frames > 0; frames-- {
		if _, err := io.ReadFull(in, frame); err != nil {
			return pages, count, nil
		}
		check.add(frame[:8])
		check.add(frame[24:])
		if !bytes.Equal(frame[8:16], header[16:24]) || !check.is(frame[16:]) {
			return pages, count, nil
		}
		pending[binary.BigEndian.Uint32(frame)] = xxh3.Hash(frame[24:])
		if size := binary.BigEndian.Uint32(frame[4:]); size > 0 {
			for page, sum := range pending {
				pages[page] = sum
			}
			clear(pending)
			count = int(size)
		}
	}
	return pages, count, nil
}

// logChecksum is SQLite's checksum over the frames of a write-ahead log.
type logChecksum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (c *logChecksum) add(data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		c.a += c.order.Uint32(data) + c.b
		c.b += c.order.Uint32(data[4:]) + c.a
	}
}

func (c *logChecksum) is(sum []byte) bool {
	return binary.BigEndian.Uint32(sum) == c.a && binary.BigEndian.Uint32(sum[4:]) == c.b
}
