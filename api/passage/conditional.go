package passage

import (
	"bytes"
	"encoding/hex"
	"strings"

	"github.com/zeebo/xxh3"
)

// tagOf returns an answer's ETag: a hash of all that it says, so that whatever changes the answer changes the tag, be
// it a row, a word, a setting or the program. The time of the rows is left out: a refresh that changes nothing else
// leaves the client what it has, which is why the tag is a weak one (RFC 9110, section 8.8.1).
func tagOf(body []byte) string {
	hasher := xxh3.New()
	before, after := aroundTime(body)
	_, _ = hasher.Write(before) // A hash takes everything.
	_, _ = hasher.Write(after)
	sum := hasher.Sum128().Bytes()
	return `W/"` + hex.EncodeToString(sum[:]) + `"`
}

// aroundTime cuts the value of as_of out. No text of the stock can look like the field: its quotes would be escaped.
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

// matches compares weakly, as If-None-Match wants (RFC 9110, section 13.1.2).
func matches(known, tag string) bool {
	for candidate := range strings.SplitSeq(known, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
