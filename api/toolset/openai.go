package toolset

// Function is a function tool in the form of OpenAI's Responses API.
type Function struct {
	Type        string         `json:"type"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Strict      bool           `json:"strict"`
	Parameters  map[string]any `json:"parameters"`
}

// ChatFunction is the older form, of the Chat Completions API.
type ChatFunction struct {
	Type     string `json:"type"`
	Function struct {
		Name        string         `json:"name"`
		Description string         `json:"description"`
		Strict      bool           `json:"strict"`
		Parameters  map[string]any `json:"parameters"`
	} `json:"function"`
}

// Functions returns tools in strict mode, for the Responses API.
func Functions(tools []Tool) []Function {
	list := make([]Function, 0, len(tools))
	for _, t := range tools {
		list = append(list, Function{Type: "function", Name: t.Name, Description: t.Description, Strict: true, Parameters: t.Strict()})
	}
	return list
}

// ChatFunctions returns tools in strict mode, for the Chat Completions API.
func ChatFunctions(tools []Tool) []ChatFunction {
	list := make([]ChatFunction, 0, len(tools))
	for _, t := range tools {
		f := ChatFunction{Type: "function"}
		f.Function.Name, f.Function.Description, f.Function.Strict, f.Function.Parameters = t.Name, t.Description, true, t.Strict()
		list = append(list, f)
	}
	return list
}
