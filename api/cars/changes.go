package cars

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"forecourt/api/problem"
	"forecourt/internal/nearest"
	"forecourt/internal/vehicle"
)

// changeLog is a Reader that also knows what has changed.
type changeLog interface {
	Changes(context.Context, vehicle.ChangeSearch) (vehicle.Changes, error)
	CountChanges(context.Context, vehicle.ChangeSearch) ([]vehicle.DayCount, error)
}

type changesOutput struct {
	Headers
	Body changesBody
}

type changesBody struct {
	Items         []CarChange      `json:"items" doc:"What happened, the latest first."`
	NextCursor    *string          `json:"next_cursor,omitempty" doc:"Send it as cursor to get the next page. Missing on the last page."`
	CompleteSince *string          `json:"complete_since,omitempty" format:"date-time" doc:"From when on every change is told. Missing when nothing was logged yet." example:"2026-10-01T00:00:00Z"`
	Days          []DayOfChanges   `json:"days,omitempty" doc:"Only with per_day: how many changes there were on each day that had some, the first day first."`
	Interpreted   []Interpretation `json:"interpreted,omitempty" doc:"How values were read that the stock words otherwise."`
	NotUnderstood []Missed         `json:"not_understood,omitempty" doc:"What was sent and means nothing in this stock."`
	Origin
}

// DayOfChanges is how many changes of each kind there were on a day.
type DayOfChanges struct {
	Day       string `json:"day" format:"date" doc:"The day, in UTC." example:"2026-11-01"`
	Arrived   int64  `json:"arrived" doc:"How many cars arrived." example:"12"`
	Left      int64  `json:"left" doc:"How many cars left." example:"9"`
	PriceDrop int64  `json:"price_drop" doc:"How many prices dropped." example:"5"`
	PriceRise int64  `json:"price_rise" doc:"How many prices rose." example:"1"`
	Updated   int64  `json:"updated" doc:"How many other changes there were." example:"31"`
}

// daysOfChanges combines the counts of each day.
func daysOfChanges(counts []vehicle.DayCount) []DayOfChanges {
	var list []DayOfChanges
	for _, c := range counts {
		if len(list) == 0 || list[len(list)-1].Day != c.Day {
			list = append(list, DayOfChanges{Day: c.Day})
		}
		day := &list[len(list)-1]
		switch c.Kind {
		case vehicle.Arrived:
			day.Arrived = c.Changes
		case vehicle.Left:
			day.Left = c.Changes
		case vehicle.PriceDrop:
			day.PriceDrop = c.Changes
		case vehicle.PriceRise:
			day.PriceRise = c.Changes
		case vehicle.Updated:
			day.Updated = c.Changes
		}
	}
	return list
}

// CarChange is something that happened to a car.
type CarChange struct {
	What      string      `json:"what" enum:"arrived,left,price_drop,price_rise,updated" doc:"What happened." example:"price_drop"`
	ChangedAt string      `json:"changed_at" format:"date-time" doc:"When it was seen, in UTC." example:"2026-11-01T17:06:00Z"`
	CarID     vehicle.ID  `json:"car_id" doc:"The car; get_car takes it while it is in stock."`
	Car       *Car        `json:"car,omitempty" doc:"The car in brief: as it is now, or as it was before it left. Missing when it has left since."`
	Fields    []CarField  `json:"fields,omitempty" doc:"What is different, for price_drop, price_rise and updated."`
	Price     *PriceMoved `json:"price,omitempty" doc:"Only for price_drop and price_rise."`
}

// CarField is a field before and after.
type CarField struct {
	Field string  `json:"field" doc:"The field's name." example:"status"`
	Old   *string `json:"old,omitempty" doc:"The value before, as text; missing when it was not known." example:"available"`
	New   *string `json:"new,omitempty" doc:"The value now, as text; missing when it is not known." example:"reserved"`
}

// PriceMoved is a price before and after.
type PriceMoved struct {
	Old float64 `json:"old" doc:"The price before." example:"21990"`
	New float64 `json:"new" doc:"The price after." example:"20990"`
}

// changesRequest is a request for changes whose words are not read yet.
type changesRequest struct {
	vehicle.ChangeSearch
	words request
	// perDay also asks for the counts of each day.
	perDay bool
}

// changesCursor is a place in the list of changes. Filter ties it to the request that it came from.
type changesCursor struct {
	Filter uint32 `json:"f"`
	ID     int64  `json:"c"`
}

// changes reads the parameters of GET /cars/changes.
func (q *query) changes(now time.Time) changesRequest {
	asked := changesRequest{ChangeSearch: vehicle.ChangeSearch{Limit: defaultLimit}}
	var kinds []string
	for _, kind := range vehicle.ChangeKinds() {
		kinds = append(kinds, string(kind))
	}
	for _, what := range q.words("what") {
		kind := strings.ToLower(what)
		if !slices.Contains(kinds, kind) {
			e := q.fail("what", what, "it must be one of "+strings.Join(kinds, ", "))
			e.Allowed, e.Nearest = kinds, nearest.To(what, kinds)
			continue
		}
		asked.Kinds = append(asked.Kinds, vehicle.ChangeKind(kind))
	}
	asked.words = request{Search: q.wordsOf(named(q.shape))}
	if text := q.one("car_id"); text != "" {
		id := q.identity("car_id", text)
		asked.VehicleID = &id
	}
	asked.perDay = q.choice("per_day", []string{"true", "false"}, "false") == "true"
	if text := q.one("since"); text != "" {
		since, err := ParseSince(text, now)
		if err != nil {
			q.fail("since", text, err.Error())
		}
		asked.Since = since
	}
	if limit := q.integer("limit", 1, maxLimit); limit != nil {
		asked.Limit = int(*limit)
	}
	if text := q.one("cursor"); text != "" {
		var place changesCursor
		if err := readPlace(text, &place); err != nil || place.Filter != changesFilter(asked) || place.ID < 1 {
			q.fail("cursor", text, errCursor.Error())
		}
		asked.Before = place.ID
	}
	q.unknown()
	return asked
}

// named returns the fields that every stock has. Changes are searched by them.
func named(shape *vehicle.Shape) []*vehicle.Field {
	return slices.DeleteFunc(shape.Counted(), func(f *vehicle.Field) bool { return !f.Required })
}

// changesFilter returns a hash of what a request asks for. It leaves out the place, the size of a page, and the time,
// because "24h" moves on from page to page.
func changesFilter(asked changesRequest) uint32 {
	return hashOf([]any{asked.Kinds, asked.words.Words, asked.VehicleID})
}

// ParseSince reads a time, or how long it was before now: 2026-11-01T10:00:00Z, 2026-11-01, 24h or 7d. The error names
// these forms.
func ParseSince(text string, now time.Time) (time.Time, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseFloat(days, 64); err == nil && n >= 0 && n < 100_000 {
			return now.Add(-time.Duration(n * 24 * float64(time.Hour))), nil
		}
	}
	if before, err := time.ParseDuration(text); err == nil && before >= 0 {
		return now.Add(-before), nil
	}
	for _, form := range []string{time.RFC3339, time.DateTime, time.DateOnly} {
		if t, err := time.ParseInLocation(form, text, time.UTC); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("it must be a time such as 2026-11-01T10:00:00Z, a date such as 2026-11-01, or how long ago, such as 24h or 7d")
}

func (s *Operations) changes(ctx context.Context, _ *struct{}) (*changesOutput, error) {
	asked, ok := ctx.Value(changesKey).(changesRequest)
	if !ok {
		return nil, s.internal(ctx, errUnread)
	}
	log, ok := s.Reader.(changeLog)
	if !ok {
		return nil, problem.New(http.StatusNotFound, "This server reads the source alone, which keeps no log of changes: READ_FROM=auto or cache has one.")
	}
	read, err := s.understand(ctx, asked.words)
	if err != nil {
		return nil, err
	}
	if err := read.onlyWishes(); err != nil {
		return nil, err
	}
	asked.Words = read.search.Words
	found, err := log.Changes(ctx, asked.ChangeSearch)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	note(ctx, found.Origin)
	body := changesBody{Items: []CarChange{}, Interpreted: read.interpreted, NotUnderstood: read.missed, Origin: NewOrigin(found.Origin)}
	if !found.Since.IsZero() {
		since := found.Since.UTC().Format(time.RFC3339)
		body.CompleteSince = &since
	}
	if asked.perDay {
		counts, err := log.CountChanges(ctx, asked.ChangeSearch)
		if err != nil {
			return nil, s.failure(ctx, err)
		}
		body.Days = daysOfChanges(counts)
	}
	if err := body.add(s.shower, &found, room(ctx)); err != nil {
		return nil, s.internal(ctx, err)
	}
	if found.More {
		cursor, err := writePlace(changesCursor{Filter: changesFilter(asked), ID: found.List[len(body.Items)-1].ID})
		if err != nil {
			return nil, s.internal(ctx, err)
		}
		body.NextCursor = &cursor
	}
	return &changesOutput{Headers: Headers{CacheControl: "private, no-cache"}, Body: body}, nil
}

// add adds as many changes as fit into room bytes.
func (b *changesBody) add(by *shower, found *vehicle.Changes, room int) error {
	frame, err := json.Marshal(b)
	if err != nil {
		return err
	}
	length := len(frame)
	for i := range found.List {
		item := by.change(&found.List[i])
		text, err := json.Marshal(item)
		if err != nil {
			return err
		}
		if length += len(text) + 1; length > room && len(b.Items) > 0 {
			found.More = true
			return nil
		}
		b.Items = append(b.Items, item)
	}
	return nil
}

// priced is the field whose drops and rises are changes of their own kind.
const priced = "price"

// change shows a change.
func (s *shower) change(c *vehicle.Change) CarChange {
	item := CarChange{What: string(c.Kind), ChangedAt: c.At.UTC().Format(time.RFC3339), CarID: c.VehicleID}
	if c.Vehicle != nil {
		car := s.car(*c.Vehicle, false)
		item.Car = &car
	}
	for _, f := range c.Fields {
		item.Fields = append(item.Fields, CarField{Field: f.Field.Name, Old: shown(f.Field, f.Old), New: shown(f.Field, f.New)})
		if f.Field.Name == priced && (c.Kind == vehicle.PriceDrop || c.Kind == vehicle.PriceRise) {
			scale := float64(f.Field.Scale())
			item.Price = &PriceMoved{Old: float64(f.Old.Number()) / scale, New: float64(f.New.Number()) / scale}
		}
	}
	return item
}

// shown returns a value as text, or nil if it is not known.
func shown(f *vehicle.Field, v vehicle.Value) *string {
	v = passedOn(f, v)
	if !v.Known() {
		return nil
	}
	text := f.Show(v)
	return &text
}
