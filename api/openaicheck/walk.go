package openaicheck

import (
	"maps"
	"slices"
	"strconv"
)

// verbs are all methods that a path item can hold. Schemas are checked even where the importer skips the operation.
var verbs = []string{"delete", "get", "head", "options", "patch", "post", "put", "query", "trace"}

// walkDocument visits every schema and every reference of the document. It follows no reference, because it visits the
// components anyway.
func (c *checker) walkDocument() {
	components := object(c.root, "components")
	for kind, visit := range map[string]func(string, any){
		"schemas":       c.schema,
		"parameters":    c.componentParameter,
		"requestBodies": c.body("requestBodies"),
		"responses":     c.body("responses"),
		"pathItems":     c.pathItem,
		"callbacks":     c.callback,
	} {
		each(pointer("/components", kind), components[kind], visit)
	}
	each("/paths", c.root["paths"], c.pathItem)
	each("/webhooks", c.root["webhooks"], c.pathItem)
}

func (c *checker) pathItem(where string, value any) {
	item, ok := c.follow(where, value, "pathItems")
	if !ok {
		return
	}
	each(pointer(where, "parameters"), item["parameters"], c.pathParameter)
	for _, verb := range verbs {
		operation := object(item, verb)
		at := pointer(where, verb)
		each(pointer(at, "parameters"), operation["parameters"], c.parameterSchema)
		if body, has := operation["requestBody"]; has {
			c.body("requestBodies")(pointer(at, "requestBody"), body)
		}
		each(pointer(at, "responses"), operation["responses"], c.body("responses"))
		each(pointer(at, "callbacks"), operation["callbacks"], c.callback)
	}
}

func (c *checker) callback(where string, value any) {
	if callback, ok := c.follow(where, value, "callbacks"); ok {
		each(where, callback, c.pathItem)
	}
}

// componentParameter checks a parameter that is only reached by references. P01 asks to write it out, and then its
// faults matter.
func (c *checker) componentParameter(where string, value any) {
	if parameter, ok := value.(map[string]any); ok && parameter["$ref"] == nil {
		c.parameter(where, parameter)
	}
	c.parameterSchema(where, value)
}

// pathParameter checks a path-level parameter. O01 asks to move it into the operations, and then its faults matter.
func (c *checker) pathParameter(where string, value any) {
	parameter, _ := value.(map[string]any)
	c.parameter(where, parameter)
	c.parameterSchema(where, value)
}

func (c *checker) parameterSchema(where string, value any) {
	if parameter, ok := c.follow(where, value, "parameters"); ok {
		c.mediaType(where, parameter)
		each(pointer(where, "content"), parameter["content"], c.mediaType)
	}
}

// body returns a visitor for request bodies or responses, in all their media types.
func (c *checker) body(kind string) func(string, any) {
	return func(where string, value any) {
		if body, ok := c.follow(where, value, kind); ok {
			each(pointer(where, "content"), body["content"], c.mediaType)
		}
	}
}

func (c *checker) mediaType(where string, value any) {
	media, _ := value.(map[string]any)
	if schema, ok := media["schema"]; ok {
		c.schema(pointer(where, "schema"), schema)
	}
}

// each visits the members of an object or the elements of an array in order. It ignores any other value.
func each(where string, value any, visit func(where string, value any)) {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range sortedKeys(value) {
			visit(pointer(where, key), value[key])
		}
	case []any:
		for i, element := range value {
			visit(pointer(where, strconv.Itoa(i)), element)
		}
	}
}

func sortedKeys(value map[string]any) []string {
	return slices.Sorted(maps.Keys(value))
}
