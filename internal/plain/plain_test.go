package plain_test

import (
	"encoding/json"
	"strings"
	"testing"

	"forecourt/internal/plain"
)

// hostile has what misleads, and what does not.
const hostile = "a\nb\r\x1b[2Jc\u009bd\x7f\u2028e\u202ef\u2066g\U000E0041h\u00ad नी\u200dला 東京 \u00a0ß"

func TestText(t *testing.T) {
	want := `a\nb\r\x1b[2Jc\u009bd\x7f\u2028e\u202ef\u2066g\U000e0041h\u00ad नी` + "\u200d" + `ला 東京 ` + "\u00a0ß"
	if got := plain.Text(hostile); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestWriter writes byte by byte, so that characters are cut.
func TestWriter(t *testing.T) {
	for _, size := range []int{1, 2, 3, 100} {
		var out strings.Builder
		w := plain.Writer(&out)
		for text := []byte(hostile); len(text) > 0; {
			n := min(size, len(text))
			if written, err := w.Write(text[:n]); err != nil || written != n {
				t.Fatal(written, err)
			}
			text = text[n:]
		}
		want := "a\nb" + `\u000d\u001b[2Jc\u009bd\u007f\u2028e\u202ef\u2066g\udb40\udc41h\u00ad नी` + "\u200d" + `ला 東京 ` + "\u00a0ß"
		if out.String() != want {
			t.Errorf("%d bytes at a time: got  %s\nwant %s", size, out.String(), want)
		}
	}
}

// TestJSONStaysTheSame: programs read from JSON what they would have read without the writer.
func TestJSONStaysTheSame(t *testing.T) {
	var out strings.Builder
	encoder := json.NewEncoder(plain.Writer(&out))
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(hostile); err != nil {
		t.Fatal(err)
	}
	var back string
	if err := json.Unmarshal([]byte(out.String()), &back); err != nil || back != hostile {
		t.Errorf("%q (%v)", back, err)
	}
	if strings.ContainsFunc(strings.TrimSuffix(out.String(), "\n"), plain.Misleads) {
		t.Errorf("%q", out.String())
	}
}
