package passage

import (
	"bytes"
	"encoding/hex"
	"strings"

	"github.com/zeebo/xxh3"
)

// tagOf returns an answer's ETag: a hash of the answer. So the tag changes with the answer, whether a row, a word, a
// setting or the program has changed. The time of the rows is left out, so that clients can keep their answers after a
// refresh that changed nothing. That makes it a weak tag (RFC 9110, section 8.8.1).
func tagOf(body []byte) string {
	hasher := xxh3.New()
	before, after := aroundTime(body)
	_, _ = hasher.Write(before) // A hash never fails.
	_, _ = hasher.Write(after)
	sum := hasher.Sum128().Bytes()
	return `W/"` + hex.EncodeToString(sum[:]) + `"`
}

// aroundTime returns what stands before and after the value of as_of. No text of the stock can be mistaken for the
// field, because its quotes are escaped.
func aroundTime(body []byte) (before, after []byte) {
	const field = `"as_of":"`
	at := bytes.LastIndex(body, []byte(field))
	if at < 0 {
		return body, nil
	}
	at += len(field)
	end := bytes.IndexByte(body[at:], '"')
	if end < 0 {
		return body, nil
	}
	return body[:at], body[at+end:]
}

// matches reports whether If-None-Match lists a tag. The comparison is the weak one, as RFC 9110, section 13.1.2,
// requires.
func matches(known, tag string) bool {
	for candidate := range strings.SplitSeq(known, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
