package cars

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"forecourt/api/problem"
	"forecourt/internal/vehicle"
)

// Register registers the operations on a mux, and returns their description.
func (s *Operations) Register(mux *http.ServeMux) (*huma.OpenAPI, error) {
	describeErrors()
	huma.DefaultArrayNullable = false
	config := huma.DefaultConfig("Cars in stock", s.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // They would add $schema and Link to every answer.
	config.Formats = formats()
	config.Info.Description = "What a car dealer has in stock, in real time. Search by make, model, year, colour, price and more; ask list_values first when it is not clear which words the stock uses."
	config.Servers = []*huma.Server{{URL: s.PublicURL}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"apiKey": {Type: "apiKey", In: "header", Name: "X-API-Key", Description: keyAbout},
	}
	config.Tags = []*huma.Tag{
		{Name: carsTag, Description: "Search the stock, and look at a car."},
		{Name: wordsTag, Description: "The words and ranges of the stock: what a search can ask for."},
		{Name: changesTag, Description: "What came, what left, and what has changed."},
	}
	config.Security = []map[string][]string{{"apiKey": {}}}
	registered := humago.New(patterns{mux}, config)
	s.register(registered, config.Security)
	document := registered.OpenAPI()
	s.describe(document.Components.Schemas.Map())
	tidy(document)
	return document, addExamples(document, s.isStandard())
}

// register registers the operations.
func (s *Operations) register(registered huma.API, security []map[string][]string) {
	operation := func(tag, id, path, summary, description string, errors ...int) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Description: description, Tags: []string{tag}, Security: security,
			Errors: append(errors, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable),
		}
	}
	search := operation(carsTag, "search_cars", "/cars/", "Search the cars in stock",
		"Returns cars that meet all given parameters; several values of one parameter mean any of them. q takes the person's own words. interpreted says how words were read; an ambiguous word is a 422 with its candidates; an empty answer says why in suggestions.", http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity)
	search.Parameters, search.Middlewares = s.searchParameters(), readQuery(s, searchKey, (*query).search)
	huma.Register(registered, search, s.search)
	values := operation(wordsTag, "list_values", "/cars/values", "List the words that the stock uses",
		"Returns the makes, models, colours, body types and so on that there are, with the number of cars, and the ranges of year, price and mileage. Use its values in search_cars.", http.StatusBadRequest, http.StatusUnprocessableEntity)
	values.Parameters, values.Middlewares = s.valuesParameters(), readQuery(s, searchKey, (*query).valuesOf)
	huma.Register(registered, values, s.values)
	get := operation(carsTag, "get_car", "/cars/{id}", "Get one car", "Returns the car with this id, as search_cars shows it.", http.StatusBadRequest, http.StatusNotFound)
	get.Parameters, get.Middlewares = []*huma.Param{s.idParameter()}, readQuery(s, idKey, (*query).id)
	huma.Register(registered, get, s.get)
	changes := operation(changesTag, "list_changes", "/cars/changes", "List what has changed",
		"Returns cars that arrived or left, price drops and other changes, the latest first, as the dealer's copy of the stock saw them from one refresh to the next. complete_since says from when on nothing is missing.", http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity)
	changes.Parameters = s.changesParameters()
	changes.Middlewares = readQuery(s, changesKey, func(q *query) changesRequest { return q.changes(s.Now()) })
	huma.Register(registered, changes, s.changes)
}

// isStandard reports whether the stock has exactly the catalogue's fields. The document's examples come from such a
// stock.
func (s *Operations) isStandard() bool {
	standard := vehicle.StandardShape()
	return !s.shape.TextID() && slices.EqualFunc(s.shape.Fields(), standard.Fields(), func(a, b *vehicle.Field) bool { return a.Name == b.Name && !a.Own })
}

// tidy removes what importers do not accept.
func tidy(document *huma.OpenAPI) {
	for _, path := range document.Paths {
		for _, response := range path.Get.Responses {
			response.Headers = nil
		}
		if path.Get.OperationID == "get_car" {
			delete(path.Get.Responses, "422") // The parameters are read before huma sees them.
		}
	}
}

// describe completes the schemas of answers with what depends on the stock's fields.
func (s *Operations) describe(schemas map[string]*huma.Schema) {
	car := schemas[schemaName[Car]()]
	car.Properties = map[string]*huma.Schema{
		"id":      s.idSchema("Identifies the vehicle; get_car takes it."),
		"summary": {Type: huma.TypeString, Description: "The car in one line, for people.", Examples: []any{"2021 Toyota Camry SE, Blue, Sedan, Automatic, Gasoline, FWD, 41,200 mi, $21,990, Austin, TX"}},
	}
	car.Required = []string{"id", "summary"}
	for _, f := range s.shape.Fields() {
		schema := valueSchema(f)
		schema.Description, schema.Examples = f.About, exampleOf(f)
		car.Properties[f.Name] = schema
		if f.Required {
			car.Required = append(car.Required, f.Name)
		}
	}
	schemas[schemaName[CarChange]()].Properties["car_id"] = s.idSchema("The car; get_car takes it while it is in stock.")
	delete(schemas, schemaName[vehicle.ID]()) // Whether it is a number or a text is said where it is used.
	s.describeValues(schemas)
}

// describeValues adds the stock's fields to the schema of list_values.
func (s *Operations) describeValues(schemas map[string]*huma.Schema) {
	values, count := schemas[schemaName[valuesBody]()], &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"value", "vehicles"},
		Properties: map[string]*huma.Schema{
			"value":    {Type: huma.TypeString, Description: "The value, as the parameter takes it.", Examples: []any{"Toyota"}},
			"vehicles": {Type: huma.TypeInteger, Format: "int64", Description: "How many vehicles have it.", Minimum: number(0), Examples: []any{312}},
		},
	}
	const plain = "ValueCount"
	schemas[plain] = count
	for _, f := range s.shape.Counted() {
		if f.Unlisted {
			continue
		}
		name := plain
		text := fmt.Sprintf("What there is of %s, the most frequent first; at most %d.", f.Noun(), mostCounts(f))
		if of := s.shape.Field(f.Of); of != nil {
			name = strings.ToUpper(f.Name[:1]) + f.Name[1:] + "Count"
			belonging := *count
			belonging.Properties = map[string]*huma.Schema{
				"value": {Type: huma.TypeString, Description: "The value, as the parameter takes it.", Examples: exampleOf(f)}, "vehicles": count.Properties["vehicles"],
				of.Name: {Type: huma.TypeString, Description: "The " + of.Noun() + " that it belongs to.", Examples: exampleOf(of)},
			}
			belonging.Required = append([]string{of.Name}, count.Required...)
			schemas[name] = &belonging
			text = fmt.Sprintf("What there is of %s, each with its %s, the most frequent first; at most %d. Send %s for those of one.", f.Noun(), of.Noun(), maxOf, of.Name)
		}
		values.Properties[f.Name] = &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Ref: "#/components/schemas/" + name}, MaxItems: at(mostCounts(f)), Description: text}
		values.Required = append(values.Required, f.Name)
	}
	for _, f := range s.shape.Ranged() {
		for end, word := range map[string]string{minEnd: "Lowest ", maxEnd: "Highest "} {
			schema := valueSchema(f)
			schema.Description, schema.Examples = word+f.Noun()+" that there is.", exampleOf(f)
			values.Properties[f.Name+end] = schema
		}
		if unit := s.shape.Field(f.Unit); unit != nil {
			values.Properties[f.Name+unitsEnd] = unitRangesSchema(f, unit)
		}
	}
}

// unitRangesSchema is the schema of a field's ranges by its units.
func unitRangesSchema(f, unit *vehicle.Field) *huma.Schema {
	low, high := valueSchema(f), valueSchema(f)
	low.Description, high.Description = "Lowest in this "+unit.Noun()+".", "Highest in this "+unit.Noun()+"."
	return &huma.Schema{
		Type: huma.TypeArray, MaxItems: at(maxUnits), Description: fmt.Sprintf("The range of %s in each %s, those of most vehicles first.", f.Noun(), unit.Noun()),
		Items: &huma.Schema{
			Type: huma.TypeObject, AdditionalProperties: false, Required: []string{unit.Name, "vehicles", "min", "max"},
			Properties: map[string]*huma.Schema{
				unit.Name:  {Type: huma.TypeString, Description: unit.About, Examples: exampleOf(unit)},
				"vehicles": {Type: huma.TypeInteger, Format: "int64", Description: "How many vehicles have one in it.", Minimum: number(0)},
				"min":      low, "max": high,
			},
		},
	}
}

// schemaName returns the name of a type's schema, as huma chooses it.
func schemaName[T any]() string { return huma.DefaultSchemaNamer(reflect.TypeFor[T](), "") }

// valueSchema is the schema of a field's values in answers.
func valueSchema(f *vehicle.Field) *huma.Schema {
	switch f.Kind {
	case vehicle.Number, vehicle.Money:
		if f.Decimals == 0 {
			return &huma.Schema{Type: huma.TypeInteger, Format: "int64"}
		}
		return &huma.Schema{Type: huma.TypeNumber, Format: "double"}
	case vehicle.Flag:
		return &huma.Schema{Type: huma.TypeBoolean}
	}
	return &huma.Schema{Type: huma.TypeString}
}

// exampleOf returns the catalogue's example, or for an own field one of its kind.
func exampleOf(f *vehicle.Field) []any {
	switch {
	case f.Example != nil:
		return []any{f.Example}
	case f.Kind == vehicle.Date:
		return []any{exampleDate + " 00:00:00"}
	case f.Kind == vehicle.Flag:
		return []any{true}
	case f.Kind == vehicle.Number:
		return []any{5}
	}
	return nil
}

// idSchema is the schema of an identity.
func (s *Operations) idSchema(description string) *huma.Schema {
	if s.shape.TextID() {
		return &huma.Schema{Type: huma.TypeString, Description: description, MaxLength: at(maxID), Examples: []any{"A104233"}}
	}
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: description, Examples: []any{4711}}
}

func at(n int) *int { return &n }

func number(n float64) *float64 { return &n }

// The tags group the operations in the documentation.
const (
	carsTag    = "cars"
	wordsTag   = "words"
	changesTag = "changes"
)

// keyAbout tells whoever reads the documentation where a key comes from.
const keyAbout = "Whoever runs this server gives out keys: by `forecourt key new NAME`, or in the setting API_KEY. A key may also be sent as Authorization: Bearer."

// patterns is a mux for huma's paths: "/cars/" is only that path, and not everything below it.
type patterns struct{ *http.ServeMux }

// HandleFunc implements humago.Mux.
func (p patterns) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	if exact, ok := strings.CutSuffix(pattern, "/"); ok {
		p.ServeMux.HandleFunc(exact, handler) // The path without the slash is answered, too, without a redirect.
		pattern += "{$}"
	}
	p.ServeMux.HandleFunc(pattern, handler)
}

// describeErrors makes huma document our problems instead of its own, by the variable that huma has for this.
var describeErrors = sync.OnceFunc(func() {
	huma.NewError = func(status int, message string, _ ...error) huma.StatusError { return problem.New(status, message) }
})
