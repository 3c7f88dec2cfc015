package cars

import (
	"net/url"
	"testing"
)

// TestPlainLinks: a link that is taken as plain needs no look at its parts. So the parts must be harmless.
func TestPlainLinks(t *testing.T) {
	for text, plain := range map[string]bool{
		"https://cars.example.com/42": true, "http://cars.example.com/a_b~c/?id=4&x=y-1": true, "https://": true,
		"https://user@cars.example.com/": false, "https://user:pass@cars.example.com/": false, "javascript:alert(1)": false, "": false,
		"\thttps://cars.example.com/": false, "HTTPS://cars.example.com/": false, "//cars.example.com/": false, "https://cars.example.com:x/": false,
		"https://cars.example.com/%zz": false, "https://cars.example.com/\n": false, "https://cars.example.com/ä": false, `https://cars.example.com\@x`: false,
	} {
		if got := isPlainLink(text); got != plain {
			t.Errorf("%q is plain: %v, want %v", text, got, plain)
		}
		if u, err := url.Parse(text); plain && (err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "https" && u.Scheme != "http") {
			t.Errorf("%q is taken as plain, and is %+v, %v", text, u, err)
		}
	}
}

// TestLines: a short line of printable ASCII stays as it is.
func TestLines(t *testing.T) {
	for text, want := range map[string]string{
		"$21,990": "$21,990", "a\tb": "a b", "a\u2028b": "a b", "a\u202eb": "ab", "Škoda": "Škoda", "a\x7fb": "a b", "": "", "1234567890": "1234567890", "12345678901": "1234567890…",
	} {
		if got := Line(text, 10); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
