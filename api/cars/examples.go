package cars

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// examples holds real answers, by operation and status: search_cars.200.json. A test asks for them again, and
// `go test ./api -run TestExamples -update` writes them anew.
//
//go:embed examples
var examples embed.FS

// addExamples puts the real answers into the document, and their values into its schemas. If several answers share a
// schema, the values come from the last file. The operations' examples belong to a standard stock, and are left out for
// others.
func addExamples(document *huma.OpenAPI, standard bool) error {
	files, err := examples.ReadDir("examples")
	if err != nil {
		return err
	}
	for _, file := range files {
		operation, rest, _ := strings.Cut(file.Name(), ".")
		status := strings.TrimSuffix(rest, ".json")
		if !standard && operation != anyOperation {
			continue
		}
		text, err := examples.ReadFile("examples/" + file.Name())
		if err != nil {
			return err
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			return fmt.Errorf("example %s: %w", file.Name(), err)
		}
		for _, path := range document.Paths {
			response := path.Get.Responses[status]
			if response == nil || operation != path.Get.OperationID && operation != anyOperation {
				continue
			}
			for _, media := range response.Content {
				media.Example = json.RawMessage(text)
				addValues(document.Components.Schemas, media.Schema, value)
			}
		}
	}
	return nil
}

// anyOperation names the examples of problems that are the same for all operations.
const anyOperation = "problem"

// addValues gives the properties of a schema the values of an example. The items of an array get those of its first
// entry.
func addValues(schemas huma.Registry, schema *huma.Schema, value any) {
	if schema.Ref != "" {
		schema = schemas.SchemaFromRef(schema.Ref)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) { // Properties share schemas.
			if v, ok := value[name]; ok {
				addValues(schemas, schema.Properties[name], v)
			}
		}
	case []any:
		if len(value) > 0 && schema.Items != nil && (schema.Items.Ref != "" || schema.Items.Type == huma.TypeObject) {
			addValues(schemas, schema.Items, value[0])
		}
	case string:
		schema.Examples = []any{cutExample(value)}
	default:
		schema.Examples = []any{value}
	}
}

// cutExample shortens a long text, such as a cursor, for the schema. The example of the answer has it in full.
func cutExample(text string) any {
	const most = 120
	if len(text) > most {
		return text[:strings.LastIndex(text[:most], " ")+1] + "…"
	}
	return text
}
