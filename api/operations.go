package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// maxPage keeps an answer under 100,000 characters, which is what an OpenAI tool takes; the rest is for the frame.
const maxPage = 95_000

// searchInput documents the parameters of search_cars; query.search reads them.
type searchInput struct {
	Q            string   `query:"q" maxLength:"500" doc:"What the person wants, in their own words: it is read into the other parameters, which win over it. What was not understood is in not_understood." example:"grey SUV, automatic, under 40k"`
	Make         []string `query:"make" doc:"Manufacturer's brand. Several values, separated by commas, mean any of them; spelling, case and other words for it (chevy, VW) are understood." example:"[\"Toyota\"]"`
	Model        []string `query:"model" doc:"Model, such as Camry or F-150. Best together with make. Several values mean any of them." example:"[\"Camry\"]"`
	Trim         []string `query:"trim" doc:"Equipment line, such as SE or Limited. Several values mean any of them." example:"[\"SE\"]"`
	Color        []string `query:"color" doc:"Exterior colour, in any words: red also finds Ruby Red. Several values mean any of them." example:"[\"Blue\", \"Silver\"]"`
	BodyType     []string `query:"body_type" doc:"Body type, such as SUV, Sedan or Pickup. Several values mean any of them." example:"[\"SUV\"]"`
	FuelType     []string `query:"fuel_type" doc:"Fuel, such as Gasoline, Diesel, Hybrid or Electric. Several values mean any of them." example:"[\"Hybrid\"]"`
	Transmission []string `query:"transmission" doc:"Transmission, such as Automatic or Manual. Several values mean any of them." example:"[\"Automatic\"]"`
	Drivetrain   []string `query:"drivetrain" doc:"Driven wheels, such as AWD, FWD, RWD or 4WD. Several values mean any of them." example:"[\"AWD\"]"`
	Condition    []string `query:"condition" doc:"Condition, such as new, used or certified. Several values mean any of them." example:"[\"used\"]"`
	Location     []string `query:"location" doc:"Where the vehicle stands, such as Austin, TX. A comma before a space belongs to the value." example:"[\"Austin, TX\"]"`
	Status       []string `query:"status" doc:"available, reserved or sold. Without it all are returned; send available for what can be bought." example:"[\"available\"]"`
	Year         []int    `query:"year" doc:"Model year, exactly. Several values mean any of them; for a range use year_min and year_max." example:"[2021]"`
	YearMin      int      `query:"year_min" doc:"Earliest model year, included." example:"2019"`
	YearMax      int      `query:"year_max" doc:"Latest model year, included." example:"2023"`
	PriceMin     float64  `query:"price_min" doc:"Lowest price, included, in the stock's currency. Vehicles without a price are left out." example:"10000"`
	PriceMax     float64  `query:"price_max" doc:"Highest price, included, in the stock's currency. Vehicles without a price are left out." example:"20000"`
	MileageMin   int      `query:"mileage_min" doc:"Lowest mileage, included, in the stock's unit (see mileage_unit)." example:"0"`
	MileageMax   int      `query:"mileage_max" doc:"Highest mileage, included, in the stock's unit (see mileage_unit)." example:"60000"`
	Sort         string   `query:"sort" enum:"price,-price,year,-year,mileage,-mileage,-listed_at,-updated_at" default:"-updated_at" doc:"Order; a minus means the greatest first. Vehicles without the value come last." example:"price"`
	Limit        int      `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many vehicles to return at most. Fewer come when the answer would grow too long; next_cursor goes on." example:"20"`
	Fields       string   `query:"fields" enum:"brief,full" default:"brief" doc:"brief: what a person would read first; full: everything that is known of a car." example:"brief"`
	Cursor       string   `query:"cursor" doc:"next_cursor of the page before, with all other parameters as they were."`
}

// searchOutput is the answer of search_cars.
type searchOutput struct {
	Headers
	Body searchBody
}

type searchBody struct {
	Items             []Car   `json:"items" doc:"The vehicles of this page, in the order asked for."`
	Total             int64   `json:"total" doc:"How many vehicles match, on all pages." example:"42"`
	TotalIsLowerBound bool    `json:"total_is_lower_bound" doc:"True when more than 10,000 match: total is then 10,000." example:"false"`
	NextCursor        *string `json:"next_cursor,omitempty" doc:"Send it as cursor to get the next page. Missing on the last page."`

	Interpreted   []Interpretation `json:"interpreted,omitempty" doc:"How values were read that the stock words otherwise, and the pieces of q. Tell the person when it matters."`
	NotUnderstood []Missed         `json:"not_understood,omitempty" doc:"What was sent and means nothing in this stock. Pieces of q in it were passed over; an unknown value of a parameter finds nothing."`
	Suggestions   []Suggestion     `json:"suggestions,omitempty" doc:"Only when nothing was found: which filter is the reason, and what would find some."`
	Origin
}

// Headers are those of every answer.
type Headers struct {
	ETag         string `header:"ETag" hidden:"true"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
}

// newHeaders lets clients keep an answer from the copy, and ask whether it still holds.
// words is the snapshot of which the words are that the request was read by, "" if it was not.
func newHeaders(o vehicle.Origin, words string) Headers {
	h := Headers{CacheControl: "private, no-cache"}
	if !o.Live {
		tag := o.Fingerprint
		if words != "" && words != tag {
			tag += "." + words
		}
		h.ETag = `W/"` + tag + `"`
	}
	return h
}

// key is what a context value of this package is found by.
type key int

const (
	searchKey key = iota
	changesKey
	noteKey
	calledKey
	baseKey
)

func (s *server) search(ctx context.Context, _ *searchInput) (*searchOutput, error) {
	asked, ok := ctx.Value(searchKey).(request)
	if !ok {
		return nil, s.internal(ctx, errors.New("the parameters were not read"))
	}
	read, err := s.understand(ctx, asked)
	if err != nil {
		if len(read.ambiguous) > 0 {
			s.hear(ctx, asked, read, -1)
		}
		return nil, err
	}
	if asked.cursor != "" {
		if read.search.After, err = readCursor(asked, read.search.Sort); err != nil {
			return nil, badParameters([]ParameterError{{Parameter: "cursor", Sent: cut(asked.cursor), Problem: err.Error()}})
		}
	}
	page, err := s.Reader.Search(ctx, read.search)
	if stock.IsCursorError(err) {
		return nil, badParameters([]ParameterError{{Parameter: "cursor", Problem: errCursor.Error()}})
	}
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	note(ctx, page.Origin)
	s.hear(ctx, asked, read, page.Total)
	if read.words != "" && !page.Origin.Live && page.Origin.Fingerprint != read.words {
		s.kept.renew(context.WithoutCancel(ctx), s.Reader)
	}
	body := searchBody{Items: []Car{}, Total: min(page.Total, vehicle.CountedUpTo), TotalIsLowerBound: page.Total > vehicle.CountedUpTo, Origin: newOrigin(page.Origin), Interpreted: read.interpreted, NotUnderstood: read.missed}
	if page.Total == 0 && asked.cursor == "" {
		body.Suggestions = s.explain(ctx, read.search)
	}
	if err := body.add(&page, asked.full, room(ctx)); err != nil {
		return nil, s.internal(ctx, err)
	}
	if page.More {
		cursor, err := writeCursor(page.Vehicles[len(body.Items)-1], asked, read.search.Sort)
		if err != nil {
			return nil, s.internal(ctx, err)
		}
		body.NextCursor = &cursor
	}
	return &searchOutput{Headers: newHeaders(page.Origin, read.words), Body: body}, nil
}

// add takes the page's vehicles, as many as there is room for.
func (b *searchBody) add(page *vehicle.Page, full bool, room int) error {
	frame, err := json.Marshal(b) // What was read and suggested may be long, too.
	if err != nil {
		return err
	}
	longest, length := len(frame), len(frame)
	for i := range page.Vehicles {
		longest += longestCar(&page.Vehicles[i])
	}
	for _, v := range page.Vehicles {
		car := newCar(v, full)
		if longest > room { // Only then is it worth knowing exactly.
			text, err := json.Marshal(car)
			if err != nil {
				return err
			}
			if length += len(text) + 1; length > room && len(b.Items) > 0 {
				page.More = true
				return nil
			}
		}
		b.Items = append(b.Items, car)
	}
	return nil
}

type getInput struct {
	ID string `path:"id" doc:"The vehicle's id, from items of search_cars." example:"4711"`
}

type getOutput struct {
	Headers
	Body getBody
}

type getBody struct {
	Car Car `json:"car" doc:"The vehicle."`
	Origin
}

func (s *server) get(ctx context.Context, in *getInput) (*getOutput, error) {
	id, err := strconv.ParseInt(in.ID, 10, 64)
	if err != nil {
		return nil, badParameters([]ParameterError{{Parameter: "id", Sent: cut(in.ID), Problem: "it must be a whole number, as the id of search_cars is"}})
	}
	v, origin, found, err := s.Reader.Get(ctx, id)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	note(ctx, origin)
	if !found {
		return nil, newProblem(http.StatusNotFound, fmt.Sprintf("There is no vehicle with the id %d; it may have been sold. search_cars shows what is there.", id))
	}
	return &getOutput{Headers: newHeaders(origin, ""), Body: getBody{Car: newCar(v, true), Origin: newOrigin(origin)}}, nil
}

// valuesInput documents the parameters of list_values.
type valuesInput struct {
	Make []string `query:"make" doc:"Only models of these makes. Several values mean any of them; case does not matter." example:"[\"Toyota\"]"`
}

type valuesOutput struct {
	Headers
	Body valuesBody
}

type valuesBody struct {
	Vehicles     int64        `json:"vehicles" doc:"How many vehicles there are." example:"5000"`
	Make         []ValueCount `json:"make" doc:"Makes, the most frequent first."`
	Model        []ModelCount `json:"model" doc:"Models with their makes, the most frequent first; at most 200. Send make for the models of a make."`
	Color        []ValueCount `json:"color" doc:"Colours, the most frequent first; at most 100."`
	BodyType     []ValueCount `json:"body_type" doc:"Body types."`
	FuelType     []ValueCount `json:"fuel_type" doc:"Fuels."`
	Transmission []ValueCount `json:"transmission" doc:"Transmissions."`
	Drivetrain   []ValueCount `json:"drivetrain" doc:"Drivetrains."`
	Condition    []ValueCount `json:"condition" doc:"Conditions."`
	Location     []ValueCount `json:"location" doc:"Locations, the most frequent first; at most 100."`
	Status       []ValueCount `json:"status" doc:"Statuses."`
	YearMin      *int64       `json:"year_min,omitempty" doc:"Earliest model year." example:"1998"`
	YearMax      *int64       `json:"year_max,omitempty" doc:"Latest model year." example:"2027"`
	PriceMin     *float64     `json:"price_min,omitempty" doc:"Lowest price." example:"2990"`
	PriceMax     *float64     `json:"price_max,omitempty" doc:"Highest price." example:"189990"`
	MileageMin   *int64       `json:"mileage_min,omitempty" doc:"Lowest mileage." example:"2"`
	MileageMax   *int64       `json:"mileage_max,omitempty" doc:"Highest mileage." example:"260000"`

	Interpreted   []Interpretation `json:"interpreted,omitempty" doc:"How makes were read that the stock words otherwise."`
	NotUnderstood []Missed         `json:"not_understood,omitempty" doc:"Makes that the stock does not have."`
	Origin
}

// ValueCount is a value of the stock.
type ValueCount struct {
	Value    string `json:"value" doc:"The value, as the parameter takes it." example:"Toyota"`
	Vehicles int64  `json:"vehicles" doc:"How many vehicles have it." example:"312"`
}

// ModelCount is a model of the stock.
type ModelCount struct {
	Make     string `json:"make" doc:"The model's make." example:"Toyota"`
	Value    string `json:"value" doc:"The model, as the parameter takes it." example:"Camry"`
	Vehicles int64  `json:"vehicles" doc:"How many vehicles have it." example:"57"`
}

const (
	maxModels = 200
	maxCounts = 100
)

func (s *server) values(ctx context.Context, _ *valuesInput) (*valuesOutput, error) {
	asked, ok := ctx.Value(searchKey).(request)
	if !ok {
		return nil, s.internal(ctx, errors.New("the parameters were not read"))
	}
	v, _, err := s.kept.get(ctx, s.Reader)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	read, err := s.understand(ctx, asked)
	if err != nil {
		return nil, err
	}
	note(ctx, v.Origin)
	body := valuesBody{
		Vehicles: v.Vehicles, Make: counts(v, "make"), Color: counts(v, "color"), BodyType: counts(v, "body_type"), FuelType: counts(v, "fuel_type"),
		Transmission: counts(v, "transmission"), Drivetrain: counts(v, "drivetrain"), Condition: counts(v, "condition"),
		Location: counts(v, "location"), Status: counts(v, "status"), Model: []ModelCount{},
		YearMin: v.YearMin, YearMax: v.YearMax, PriceMin: number(v.PriceMin), PriceMax: number(v.PriceMax),
		MileageMin: v.MileageMin, MileageMax: v.MileageMax, Interpreted: read.interpreted, NotUnderstood: read.missed, Origin: newOrigin(v.Origin),
	}
	for _, c := range sorted(v.Counts["model"]) {
		if len(body.Model) < maxModels && (len(read.search.Makes) == 0 || slices.ContainsFunc(read.search.Makes, func(m string) bool { return fold(m) == fold(c.Make) })) {
			body.Model = append(body.Model, ModelCount{Make: c.Make, Value: c.Value, Vehicles: c.Vehicles})
		}
	}
	return &valuesOutput{Headers: newHeaders(v.Origin, read.words), Body: body}, nil
}

func counts(v vehicle.Values, field string) []ValueCount {
	list := []ValueCount{}
	for _, c := range sorted(v.Counts[field]) {
		if len(list) == maxCounts {
			break
		}
		list = append(list, ValueCount{Value: c.Value, Vehicles: c.Vehicles})
	}
	return list
}
