package feed

import (
	"fmt"
	"strings"

	"forecourt/internal/rowset"
)

// plainToken are the characters that stand for themselves in a token of a subject
// (https://docs.nats.io/nats-concepts/subjects).
const plainToken = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// The last token of a subject is the kind of its messages.
const (
	// kindLog has one message for each refresh. The last one of a view is its head.
	kindLog = "log"
	// kindPart is a piece of the rows of the next refresh.
	kindPart = "part"
	// kindSeen says that a view was read again and has not changed. Only the last one is kept.
	kindSeen = "seen"
	// kindSnapshot announces a new snapshot.
	kindSnapshot = "snapshot"
	// kindWriter says that a writer has begun. It is not about a view.
	kindWriter = "writer"
)

func (f *Feed) streamName() string  { return "FORECOURT_" + f.options.Name }
func (f *Feed) bucket() string      { return "forecourt_" + f.options.Name }
func (f *Feed) leaseBucket() string { return f.bucket() + "_lease" }
func (f *Feed) prefix() string      { return "forecourt." + f.options.Name + "." }

// subject returns the subject of a view's messages of a kind.
func (f *Feed) subject(view, kind string) string { return f.prefix() + token(view) + "." + kind }

func (f *Feed) writerSubject() string { return f.prefix() + kindWriter }

// kindOf returns the kind of the messages of a subject.
func kindOf(subject string) string { return subject[strings.LastIndexByte(subject, '.')+1:] }

// token writes the name of a view as one token. Names that differ only in case name the same table in SQLite, so they
// have the same token.
func token(view string) string {
	var b strings.Builder
	for _, c := range []byte(rowset.FoldName(view)) {
		if strings.IndexByte(plainToken, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	return b.String()
}

// NameFor returns the name of a feed from the views that it carries.
func NameFor(views []string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(plainToken, r) {
			return r
		}
		return '-'
	}, strings.Join(views, "-"))
	if name == "" {
		return "stock"
	}
	return name
}
