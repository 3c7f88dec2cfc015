package cache

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// Patrol examines and seals a file again and again, in a program that stays. Reading all pages each time would take
// longer than a small refresh. So it reads all of them at first, and after that the pages that the last run changed,
// and a part of the others, so that all are read within patrolRound (docs/decisions/0004-damage.md). It is safe for
// concurrent use.
type Patrol struct {
	path string
	now  func() time.Time

	mu sync.Mutex
	// known is the seal that the file was last found to match, nil if none is; file is the file that it belongs to.
	known *seal
	file  stamp
	// recent are the pages that differ between known and the seal before it.
	recent []int
	// looked is the time of the last examination, and next the page with which the next one goes on.
	looked time.Time
	next   int

	// writing is set for a program that writes the file. left is how the last Seal has left the files, and changed what
	// the runs since then have written to the log. lost tells that a part of that is not known.
	writing bool
	left    [2]fileState
	changed map[uint32]uint64
	lost    bool
	log     logState
}

// patrolRound is the time in which all pages are read once.
const patrolRound = time.Minute

// fileState changes whenever somebody writes to a file.
type fileState struct {
	size int64
	time time.Time
}

func stateOf(path string) fileState {
	info, err := os.Stat(path)
	if err != nil {
		return fileState{}
	}
	return fileState{info.Size(), info.ModTime()}
}

// logState says which write-ahead log was read last: the log gets another salt when it begins anew
// (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).
type logState struct {
	salt  uint32
	known bool
}

// NewPatrol returns a patrol that has not looked yet. writing is for a program that also writes and seals the file.
func NewPatrol(path string, writing bool, now func() time.Time) *Patrol {
	return &Patrol{path: path, now: now, writing: writing}
}

// Examine is like the function Examine. It reads only a part of the pages when it can.
func (p *Patrol) Examine(ctx context.Context) (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.partHolds(ctx) {
		return Whole, nil
	}
	p.known = nil
	begin := p.now()
	sealed, err := readSeal(p.path)
	if errors.Is(err, errNoSeal) {
		return Unsealed, nil
	}
	if err != nil {
		return Unsealed, failure(ctx, p.path, err)
	}
	file := stampOf(p.path, false)
	state, err := Examine(ctx, p.path)
	if state == Whole && err == nil {
		p.remember(sealed, file, begin)
	}
	return state, err
}

// remember keeps a seal that all pages match. The caller holds mu.
func (p *Patrol) remember(sealed seal, file stamp, at time.Time) {
	p.known, p.file, p.recent, p.looked, p.next = &sealed, file, nil, at, 0
	p.changed, p.lost, p.log = nil, false, logState{}
}

// partHolds reads a part of the pages, and tells whether they are as the seal says. It does not when all must be read,
// which tells why.
func (p *Patrol) partHolds(ctx context.Context) bool {
	if p.known == nil || !stampOf(p.path, false).same(p.file) {
		return false
	}
	if p.writing && p.left != p.states() { // Somebody else has written, or the last run was not sealed.
		return false
	}
	sealed, err := readSeal(p.path)
	if err != nil || sealed.pageSize != p.known.pageSize {
		return false
	}
	if changed := sealed.changedSince(&p.known.image); len(changed) > 0 {
		p.recent = changed
	}
	now := p.now()
	pages := len(sealed.sums)
	part := int(float64(pages)*min(1, max(0, now.Sub(p.looked).Seconds()/patrolRound.Seconds()))) + 1
	asked := append([]int(nil), p.recent...)
	for n := range min(part, pages) {
		asked = append(asked, (p.next+n)%pages)
	}
	match, err := sealed.holds(p.path, asked)
	if err != nil || !match || ctx.Err() != nil {
		return false
	}
	p.known, p.looked, p.next = &sealed, now, (p.next+part)%max(1, pages)
	return true
}

func (p *Patrol) states() [2]fileState {
	return [2]fileState{stateOf(p.path), stateOf(p.path + "-wal")}
}

// note reads what is in the write-ahead log. A run calls it before it moves the log into the file.
func (p *Patrol) note() error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.noteLog()
}

func (p *Patrol) noteLog() error {
	if p.known == nil {
		return nil
	}
	salt, empty, err := readSalt(p.path + "-wal")
	if err != nil || empty {
		return err
	}
	if p.log.known && salt != p.log.salt && salt != p.log.salt+1 { // It has begun anew more than once.
		p.lost = true
	}
	pages, _, err := readLog(p.path+"-wal", p.known.pageSize, allFrames)
	if err != nil {
		return err
	}
	if p.changed == nil {
		p.changed = map[uint32]uint64{}
	}
	for page, sum := range pages {
		p.changed[page] = sum
	}
	p.log = logState{salt, true}
	return nil
}

// readSalt returns the first salt of a write-ahead log.
func readSalt(path string) (salt uint32, empty bool, err error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, true, nil
	}
	if err != nil {
		return 0, false, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var header [32]byte
	if _, err := io.ReadFull(file, header[:]); err != nil {
		return 0, true, nil
	}
	return binary.BigEndian.Uint32(header[16:]), false, nil
}

// Seal is like the function Seal. It reads only what the runs have written since the last one, if all of that is known.
func (p *Patrol) Seal(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	file := stampOf(p.path, false)
	if file.info == nil {
		return nil // No view was published yet.
	}
	if err := p.noteLog(); err != nil {
		return failure(ctx, p.path, err)
	}
	complete := false
	sealed, err := sealAs(ctx, p.path, func(pages int) (content *image) {
		if p.known != nil && !p.lost && file.same(p.file) {
			content = p.known.with(p.changed, pages)
		}
		complete = content == nil
		return content
	})
	if err != nil {
		p.known = nil
		return err
	}
	var recent []int
	if p.known != nil {
		recent = sealed.changedSince(&p.known.image)
	}
	looked, next := p.looked, p.next
	if complete { // All pages were read.
		looked, next = p.now(), 0
	}
	p.remember(sealed, file, looked)
	p.recent, p.next, p.left = recent, next, p.states()
	return nil
}
