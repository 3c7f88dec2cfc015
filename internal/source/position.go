package source

import (
	"strconv"
	"strings"
)

// Position says which changes a server has made, as the server itself counts them: the set of GTIDs of MySQL, the GTIDs
// of MariaDB, or the number of a Galera cluster's last write. It begins with its kind. "" is not known.
type Position string

// The kinds of positions.
const (
	mysqlKind   = "mysql"
	mariadbKind = "mariadb"
	galeraKind  = "galera"
)

func newPosition(kind, text string) Position {
	return Position(kind + " " + strings.Join(strings.Fields(text), ""))
}

func (p Position) split() (kind, text string) {
	kind, text, _ = strings.Cut(string(p), " ")
	return kind, text
}

// Join returns a position with the changes of both. If they cannot be compared, it returns p.
func (p Position) Join(other Position) Position {
	kind, text := p.split()
	otherKind, otherText := other.split()
	switch {
	case p == "", kind == otherKind && text == "":
		return other
	case otherKind != kind, otherText == "", otherText == text:
		return p
	case kind == mysqlKind: // A server reads a list with repeated names as one set.
		return p + Position(","+otherText)
	}
	mine, theirs := counters(kind, text), counters(kind, otherText)
	if !countAlike(kind, mine, theirs) {
		return p
	}
	for name, n := range theirs {
		mine[name] = max(mine[name], n)
	}
	var list []string
	for name, n := range mine {
		list = append(list, writeCounter(kind, name, n))
	}
	return newPosition(kind, strings.Join(list, ","))
}

// missing returns how many changes of wanted are not in p. known is false if the two cannot be compared without asking
// a server.
func (p Position) missing(wanted Position) (n int64, known bool) {
	kind, text := p.split()
	wantedKind, wantedText := wanted.split()
	if p == "" || kind != wantedKind || kind == mysqlKind {
		return 0, false
	}
	have, want := counters(kind, text), counters(kind, wantedText)
	if !countAlike(kind, have, want) {
		return 0, false
	}
	for name, last := range want {
		n += max(0, last-have[name])
	}
	return n, true
}

// counters reads a position of MariaDB, such as 0-1-100,1-2-5 (domain, server, number), or of Galera, such as
// uuid:100, as one number for each domain or cluster.
func counters(kind, text string) map[string]int64 {
	list := map[string]int64{}
	for one := range strings.SplitSeq(text, ",") {
		name, number := one, ""
		if kind == galeraKind {
			name, number, _ = strings.Cut(one, ":")
		} else if parts := strings.Split(one, "-"); len(parts) == 3 {
			name, number = parts[0], parts[2]
		}
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			list[name] = n
		}
	}
	return list
}

func writeCounter(kind, name string, n int64) string {
	if kind == galeraKind {
		return name + ":" + strconv.FormatInt(n, 10)
	}
	return name + "-0-" + strconv.FormatInt(n, 10)
}

// countAlike reports whether counters count the same: two Galera clusters number their writes independently.
func countAlike(kind string, a, b map[string]int64) bool {
	if kind != galeraKind {
		return true
	}
	for name := range a {
		if _, ok := b[name]; ok {
			return true
		}
	}
	return false
}

// countTransactions returns how many transactions a set of GTIDs has, such as uuid:1-5:7, other:tag:3
// (https://dev.mysql.com/doc/refman/9.7/en/replication-gtids-concepts.html).
func countTransactions(set string) (n int64) {
	for one := range strings.SplitSeq(set, ",") {
		for part := range strings.SplitSeq(strings.TrimSpace(one), ":") {
			first, last, isRange := strings.Cut(part, "-")
			if !isRange {
				last = first
			}
			from, err := strconv.ParseInt(first, 10, 64)
			to, errTo := strconv.ParseInt(last, 10, 64)
			if err == nil && errTo == nil { // What is not a number names a server or a tag.
				n += to - from + 1
			}
		}
	}
	return n
}
