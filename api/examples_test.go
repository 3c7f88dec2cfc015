package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/internal/stock"
)

var update = flag.Bool("update", false, "write the document's examples anew")

// exampleStock is how many vehicles the examples are taken from.
const exampleStock = 30

// TestExamples asks for the document's examples again: they are real answers.
func TestExamples(t *testing.T) {
	c := newClient(t, options(newCopy(t, exampleStock)))
	atNow := options(newChangedCopy(t, exampleStock))
	atNow.Now = func() time.Time { return later }
	changed := newClient(t, atNow)
	live := newClient(t, options(broken{errors.New("not asked")}))
	down := newClient(t, options(broken{fmt.Errorf("no answer: %w", stock.ErrUnavailable)}))
	limited := options(newCopy(t, 1))
	limited.Limits = auth.Limits{PerSecond: 0.5, Burst: 1}
	flooded := newClient(t, limited)
	flooded.get("/cars/", nil)
	known := map[string]bool{}
	for name, example := range map[string]struct {
		client *client
		target string
		header []string
	}{
		"search_cars.200":  {c, "/cars/?q=SUV+under+%2460k+with+heated+seats&sort=price&limit=2", nil},
		"search_cars.400":  {c, "/cars/?colour=red&year_min=20l9", nil},
		"search_cars.422":  {c, "/cars/?q=ford+20k", nil},
		"list_changes.200": {changed, "/cars/changes?what=price_drop,left&since=7d", nil},
		"list_changes.400": {changed, "/cars/changes?since=yesterday", nil},
		"list_changes.422": {changed, "/cars/changes?make=ford+jeep", nil},
		"list_changes.404": {live, "/cars/changes", nil},
		"list_values.422":  {c, "/cars/values?make=ford+jeep", nil},
		"list_values.200":  {c, "/cars/values?make=Ford", nil},
		"list_values.400":  {c, "/cars/values?mark=Ford", nil},
		"get_car.200":      {c, "/cars/7", nil},
		"get_car.400":      {c, "/cars/seven", nil},
		"get_car.404":      {c, "/cars/4711", nil},
		"problem.401":      {c, "/cars/", []string{"X-API-Key", ""}},
		"problem.429":      {flooded, "/cars/", nil},
		"problem.503":      {down, "/cars/", nil},
	} {
		known[name+".json"] = true
		t.Run(name, func(t *testing.T) {
			answer := example.client.do(http.MethodGet, example.target, example.header...)
			if want := name[strings.LastIndex(name, ".")+1:]; fmt.Sprint(answer.Code) != want {
				t.Fatalf("status %d, want %s", answer.Code, want)
			}
			var text bytes.Buffer
			if err := json.Indent(&text, answer.Body.Bytes(), "", "  "); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("cars", "examples", name+".json")
			if *update {
				if err := os.WriteFile(file, append(bytes.TrimSpace(text.Bytes()), '\n'), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), strings.TrimSpace(text.String())); diff != "" {
				t.Errorf("%s is not what is answered now (go test ./api -run TestExamples -update):\n%s", file, diff)
			}
		})
	}
	files, err := os.ReadDir(filepath.Join("cars", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[file.Name()] {
			t.Errorf("examples/%s is asked for by no test", file.Name())
		}
	}
}

// TestParameterExamples sends every example of a parameter by itself: each finds something, or is an order.
func TestParameterExamples(t *testing.T) {
	c := newClient(t, options(newCopy(t, exampleStock*20)))
	text, err := cars.Document(nil, cars.DefaultPublicURL, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct {
					Name   string
					In     string
					Schema struct{ Examples []any }
				}
			}
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	sent := 0
	for path, operation := range document.Paths {
		for _, parameter := range operation.Get.Parameters {
			if parameter.In != "query" || len(parameter.Schema.Examples) == 0 {
				continue
			}
			q := url.Values{}
			switch value := parameter.Schema.Examples[0].(type) {
			case []any:
				for _, v := range value {
					q.Add(parameter.Name, fmt.Sprint(v))
				}
			default:
				q.Set(parameter.Name, fmt.Sprint(value))
			}
			sent++
			var found struct {
				Total    *int
				Vehicles int
			}
			if code := c.get(path+"?"+q.Encode(), &found); code != http.StatusOK || found.Total != nil && *found.Total == 0 {
				t.Errorf("GET %s?%s: status %d, %+v", path, q.Encode(), code, found)
			}
		}
	}
	if sent < 15 {
		t.Errorf("only %d examples were found", sent)
	}
}
