// Command functions answers a question about a dealer's stock, through OpenAI's Responses API and function tools.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
)

// tools is what `forecourt tools` writes.
//
//go:embed tools.json
var tools []byte

// paths maps a function to the API's path.
var paths = map[string]string{
	"search_cars": "/cars/", "get_car": "/cars/{id}", "list_values": "/cars/values", "list_changes": "/cars/changes",
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, `usage: OPENAI_API_KEY=… CARS_URL=… CARS_KEY=… functions "a grey estate under 20k"`)
		os.Exit(2)
	}
	answer, err := ask(context.Background(), openai.NewClient(), os.Getenv("CARS_URL"), os.Getenv("CARS_KEY"), strings.Join(os.Args[1:], " "))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(answer)
}

// ask lets the model call the functions until it has an answer.
func ask(ctx context.Context, client openai.Client, carsURL, carsKey, question string) (string, error) {
	var functions []responses.FunctionToolParam
	if err := json.Unmarshal(tools, &functions); err != nil {
		return "", fmt.Errorf("read the tools: %w", err)
	}
	params := responses.ResponseNewParams{
		Model:        openai.ChatModelGPT5_2,
		Instructions: openai.String("You help a car buyer. Say what could not be taken into account, and link the listing of every car that you name."),
		Input:        responses.ResponseNewParamsInputUnion{OfString: openai.String(question)},
	}
	for i := range functions {
		params.Tools = append(params.Tools, responses.ToolUnionParam{OfFunction: &functions[i]})
	}
	for range 10 {
		response, err := client.Responses.New(ctx, params)
		if err != nil {
			return "", err
		}
		var outputs responses.ResponseInputParam
		for _, item := range response.Output {
			if item.Type != "function_call" {
				continue
			}
			call := item.AsFunctionCall()
			result, err := fetch(ctx, carsURL, carsKey, call.Name, call.Arguments)
			if err != nil {
				return "", err
			}
			output := responses.ResponseInputItemParamOfFunctionCallOutput(result)
			output.OfFunctionCallOutput.CallID = openai.String(call.CallID)
			outputs = append(outputs, output)
		}
		if len(outputs) == 0 {
			return response.OutputText(), nil
		}
		params.PreviousResponseID = openai.String(response.ID)
		params.Input = responses.ResponseNewParamsInputUnion{OfInputItemList: outputs}
	}
	return "", fmt.Errorf("the model still calls functions after 10 rounds")
}

// fetch calls the API. The model gets the API's problems unchanged, because they say what would be right.
func fetch(ctx context.Context, carsURL, carsKey, name, arguments string) (string, error) {
	var given map[string]any
	decoder := json.NewDecoder(strings.NewReader(arguments))
	decoder.UseNumber()
	if err := decoder.Decode(&given); err != nil {
		return "", fmt.Errorf("read the arguments of %s: %w", name, err)
	}
	path, known := paths[name]
	if !known {
		return "There is no function " + name + ".", nil
	}
	query := url.Values{}
	for parameter, value := range given {
		switch v := value.(type) {
		case nil: // Strict functions send null for what is left out.
		case []any:
			for _, one := range v {
				query.Add(parameter, fmt.Sprint(one))
			}
		default:
			if hole := "{" + parameter + "}"; strings.Contains(path, hole) {
				path = strings.ReplaceAll(path, hole, url.PathEscape(fmt.Sprint(v)))
			} else {
				query.Set(parameter, fmt.Sprint(v))
			}
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(carsURL, "/")+path+"?"+query.Encode(), nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("X-API-Key", carsKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }() // The body was read.
	body, err := io.ReadAll(response.Body)
	return string(body), err
}
