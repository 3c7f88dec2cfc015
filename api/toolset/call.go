package toolset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// MaxArguments is the greatest length of a call's arguments, in bytes of JSON.
const MaxArguments = 16 << 10

// ErrArguments is wrapped by every error about a call's arguments. The text of these errors is written for the model.
var ErrArguments = errors.New("the arguments cannot be used")

// Target returns the path and query for a call. null, "" and empty lists are left out. Numbers may arrive as text, and
// a list as a single value. Unknown arguments become part of the query, so that the API can say what is wrong with
// them.
func (t Tool) Target(arguments json.RawMessage) (string, error) {
	if len(arguments) > MaxArguments {
		return "", fmt.Errorf("%w: they are longer than %d bytes: ask for fewer values", ErrArguments, MaxArguments)
	}
	given := map[string]any{}
	if len(bytes.TrimSpace(arguments)) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(arguments))
		decoder.UseNumber()
		if err := decoder.Decode(&given); err != nil {
			return "", fmt.Errorf("%w: they are not a JSON object: %w", ErrArguments, err)
		}
	}
	path, query := t.Path, url.Values{}
	for name, value := range given {
		if flag, ok := value.(bool); ok && t.isFlag(name) {
			value = strconv.FormatBool(flag)
		}
		texts, err := readArgument(value)
		if err != nil {
			return "", fmt.Errorf("%w: %s: %w", ErrArguments, name, err)
		}
		inPath := slices.ContainsFunc(t.Parameters, func(p Parameter) bool { return p.Name == name && p.In == "path" })
		switch {
		case inPath && len(texts) == 1:
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(texts[0]))
		case !inPath && len(texts) > 0:
			query[name] = texts
		}
	}
	for _, p := range t.Parameters {
		if p.In == "path" && strings.Contains(path, "{"+p.Name+"}") {
			return "", fmt.Errorf("%w: %s is missing: %s", ErrArguments, p.Name, p.Description)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, nil
}

// isFlag reports whether a parameter takes true and false.
func (t Tool) isFlag(name string) bool {
	return slices.ContainsFunc(t.Parameters, func(p Parameter) bool { return p.Name == name && p.Schema["type"] == "boolean" })
}

// readArgument returns the texts that a value becomes in a query.
func readArgument(value any) ([]string, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		if v == "" || v == "." || v == ".." {
			return nil, nil
		}
		return []string{v}, nil
	case json.Number:
		return []string{number(v)}, nil
	case bool:
		return nil, errors.New("it must be a text, a number or a list, not true or false")
	case []any:
		var texts []string
		for _, item := range v {
			inner, err := readArgument(item)
			if _, nested := item.([]any); nested || err != nil {
				return nil, errors.New("a list must hold texts or numbers")
			}
			texts = append(texts, inner...)
		}
		return texts, nil
	}
	return nil, errors.New("it must be a text, a number or a list, not an object")
}

// number writes a whole number without decimals, because models send 2019.0.
func number(n json.Number) string {
	whole, fraction, ok := strings.Cut(n.String(), ".")
	if ok && strings.Trim(fraction, "0") == "" {
		return whole
	}
	return n.String()
}
