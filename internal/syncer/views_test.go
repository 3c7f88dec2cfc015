package syncer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/syncer"
)

func TestViewsAreRead(t *testing.T) {
	for text, want := range map[string][]syncer.View{
		"cars":                           {{Name: "cars"}},
		" a , b:id ,c:id:at":             {{Name: "a"}, {Name: "b", Key: []string{"id"}}, {Name: "c", Key: []string{"id"}, Cursor: "at"}},
		"links:car + dealer:updated":     {{Name: "links", Key: []string{"car", "dealer"}, Cursor: "updated"}},
		"a+b":                            {{Name: "a+b"}},
		"c::at":                          {{Name: "c", Cursor: "at"}},
		`"a,b:c","say ""so""":"x+y"+z`:   {{Name: "a,b:c"}, {Name: `say "so"`, Key: []string{"x+y", "z"}}},
		`" spaced " : "k:1" : "c,1" , d`: {{Name: " spaced ", Key: []string{"k:1"}, Cursor: "c,1"}, {Name: "d"}},
	} {
		got, err := syncer.ParseViews(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
	}
	for text, want := range map[string]string{
		"": "empty name", "a,": "empty name", `"a`: "double quote", `"a"b`: "not expected", "a:b:c:d": "not expected", "a:b+": "names no column", "a:b+b": "one twice",
		"a:+b": "names no column", "a:b:c+d:e": "not expected",
	} {
		if _, err := syncer.ParseViews(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
