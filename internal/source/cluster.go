package source

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Cluster is one or several MySQL servers with the same rows: the members of a group, a primary and its replicas. It
// reads from one that has all that the copy has and, as far as the others show it, all that there is. It is safe for
// concurrent use.
type Cluster struct {
	members []*MySQL
	// maxLag is how far a server may be behind the others, and still be read.
	maxLag time.Duration
}

// NewCluster returns a source of the given servers, in the order in which they are tried. There must be one at least.
// The servers are closed with it.
func NewCluster(members []*MySQL, maxLag time.Duration) *Cluster {
	return &Cluster{members: members, maxLag: maxLag}
}

// Members returns the servers.
func (c *Cluster) Members() []*MySQL { return c.members }

// Close closes the connections.
func (c *Cluster) Close() (err error) {
	for _, m := range c.members {
		err = errors.Join(err, m.Close())
	}
	return err
}

const (
	// surveyTime is how long a run waits for the servers to say what they have. One that takes longer is tried last.
	surveyTime = time.Second
	// catchUpPause is the time between two looks at a server that is behind.
	catchUpPause = 100 * time.Millisecond
)

// seen is what a server has said of itself. Without an answer in time both are zero.
type seen struct {
	State
	answered bool
	err      error
}

// survey asks all servers for their state at once.
func (c *Cluster) survey(ctx context.Context) []seen {
	ctx, stop := context.WithTimeout(ctx, surveyTime)
	defer stop()
	all := make([]seen, len(c.members))
	var asking sync.WaitGroup
	for i, m := range c.members {
		asking.Go(func() {
			state, err := readState(ctx, m.db)
			if err != nil {
				err = connectionError(ctx, m.name, err)
			}
			if ctx.Err() == nil {
				all[i] = seen{State: state, answered: err == nil, err: err}
			}
		})
	}
	asking.Wait()
	return all
}

// newest returns the position that has all changes of the servers that may be read.
func newest(all []seen) (position Position) {
	for _, s := range all {
		if s.answered && s.Problem == "" {
			position = position.Join(s.Position)
		}
	}
	return position
}

// Snapshot begins a snapshot on the first server that suits: the one that was read last, then the others in order. A
// server that lacks changes has SOURCE_MAX_LAG in all to catch up. If none suits, the error is a *BehindError, a
// *ConnectionError or a *ViewError. The notices of the snapshot say which servers were passed over.
func (c *Cluster) Snapshot(ctx context.Context, view string, since Since) (*Snapshot, error) {
	if len(c.members) == 1 {
		return c.members[0].Snapshot(ctx, view, since)
	}
	all := c.survey(ctx)
	target := newest(all)
	waiting, stop := context.WithTimeout(ctx, c.maxLag)
	defer stop()
	var problems reasons
	for _, i := range c.order(since, all) {
		m := c.members[i]
		err := all[i].err
		if slices.Contains(since.Behind, m.host) {
			err = &passedOver{host: m.host, problem: "its rows are older than the copy's", behind: true}
		}
		if err == nil {
			var snapshot *Snapshot
			proven := false
			snapshot, err = m.snapshotAfter(ctx, view, func(conn *sql.Conn) (err error) {
				proven, err = c.suits(ctx, waiting, m, conn, since.Position, target)
				return err
			})
			if err == nil {
				snapshot.Unproven = !proven && since.Copied && since.Host != m.host
				for _, problem := range problems {
					snapshot.Notices = append(snapshot.Notices, m.host+" was read, because another server was passed over: "+problem.Error())
				}
				return snapshot, nil
			}
		}
		if ctx.Err() != nil || errors.As(err, new(*ViewError)) {
			return nil, err
		}
		problems = append(problems, err)
	}
	return nil, c.noneSuits(problems)
}

// order returns the positions of the servers in the order in which they are tried.
func (c *Cluster) order(since Since, all []seen) []int {
	order := make([]int, len(c.members))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		switch host := c.members[i].host; {
		case host == since.Failed:
			return 3
		case !all[i].answered && all[i].err == nil: // It may only be slow.
			return 2
		case host == since.Host:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	return order
}

// suits waits until a server has made all changes of the copy and of the other servers. It gives up when waiting ends.
// proven means that the server has all that the copy has.
func (c *Cluster) suits(ctx, waiting context.Context, m *MySQL, conn *sql.Conn, had, target Position) (proven bool, err error) {
	for {
		state, err := readState(ctx, conn)
		if err != nil {
			return false, err
		}
		if problem := c.problem(state); problem != "" {
			return false, &passedOver{host: m.host, problem: problem}
		}
		lacksCopy, known, err := missingFrom(ctx, conn, state.Position, had)
		if err != nil {
			return false, err
		}
		lacks, compared, err := missingFrom(ctx, conn, state.Position, target)
		if err != nil {
			return false, err
		}
		copyAhead, othersAhead := known && lacksCopy > 0, compared && lacks > 0
		if !copyAhead && !othersAhead {
			return known, nil
		}
		timer := time.NewTimer(catchUpPause)
		select {
		case <-timer.C:
			continue
		case <-waiting.Done():
			timer.Stop()
		}
		switch {
		case ctx.Err() != nil:
			return false, ctx.Err()
		case copyAhead:
			return false, &passedOver{host: m.host, behind: true, problem: fmt.Sprintf("it lacks %d changes that the copy has", lacksCopy)}
		}
		return false, &passedOver{host: m.host, problem: fmt.Sprintf("it lacks %d changes that another server had more than SOURCE_MAX_LAG (%s) ago", lacks, c.maxLag)}
	}
}

// problem says why a server must not be read, "" for no reason.
func (c *Cluster) problem(s State) string {
	if s.Problem == "" && s.Lag != nil && *s.Lag > c.maxLag {
		return fmt.Sprintf("its replication is %s behind, more than SOURCE_MAX_LAG (%s)", *s.Lag, c.maxLag)
	}
	return s.Problem
}

// noneSuits sums up why no server was read.
func (c *Cluster) noneSuits(problems reasons) error {
	behind, transient := false, false
	for _, err := range problems {
		passed, connection := new(passedOver), new(ConnectionError)
		switch {
		case errors.As(err, &passed):
			behind, transient = behind || passed.behind, true
		case errors.As(err, &connection):
			transient = transient || connection.Transient
		}
	}
	if behind {
		return &BehindError{Problem: "no server of SOURCE_HOST has all changes that the copy has: " + problems.Error()}
	}
	hosts := make([]string, len(c.members))
	for i, m := range c.members {
		hosts[i] = m.host
	}
	return &ConnectionError{
		Source: strings.Join(hosts, ", "), Transient: transient, Err: problems,
		Advice: "none of the servers in SOURCE_HOST can be read: `forecourt doctor` looks at them one by one",
	}
}

// reasons are why the servers were not read, on one line.
type reasons []error

func (r reasons) Error() string {
	texts := make([]string, len(r))
	for i, err := range r {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the reasons.
func (r reasons) Unwrap() []error { return r }
