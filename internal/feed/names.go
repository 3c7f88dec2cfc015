package feed

import (
	"fmt"
	"strings"

	"forecourt/internal/rowset"
)

// plainToken are the characters that a part of a subject has as they are (https://docs.nats.io/nats-concepts/subjects).
const plainToken = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// The last part of a subject says what kind of message it has.
const (
	// kindLog is one message for each refresh, the last one of a view is its head.
	kindLog = "log"
	// kindPart is a piece of the rows of the refresh that is told next.
	kindPart = "part"
	// kindSeen tells that a view was read again and has not changed. Only the last one is kept.
	kindSeen = "seen"
	// kindSnapshot names a new snapshot.
	kindSnapshot = "snapshot"
	// kindWriter tells that a writer has begun. It has no view.
	kindWriter = "writer"
)

func (f *Feed) streamName() string { return "FORECOURT_" + f.options.Name }
func (f *Feed) bucket() string     { return "forecourt_" + f.options.Name }
func (f *Feed) prefix() string     { return "forecourt." + f.options.Name + "." }

// subject is where a view's messages of a kind are.
func (f *Feed) subject(view, kind string) string { return f.prefix() + token(view) + "." + kind }

func (f *Feed) writerSubject() string { return f.prefix() + kindWriter }

// kindOf returns what kind of message a subject has.
func kindOf(subject string) string { return subject[strings.LastIndexByte(subject, '.')+1:] }

// token writes a view's name as a part of a subject. Names that differ in case alone are one table in SQLite.
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

// NameFor makes the name of a feed of the views that it carries.
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
