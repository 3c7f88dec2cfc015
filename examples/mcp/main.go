// Command mcp answers a question about a dealer's stock, through OpenAI's Responses API and the stock's MCP server.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, `usage: OPENAI_API_KEY=… CARS_URL=… CARS_KEY=… mcp "a grey estate under 20k"`)
		os.Exit(2)
	}
	answer, err := ask(context.Background(), openai.NewClient(), os.Getenv("CARS_URL"), os.Getenv("CARS_KEY"), strings.Join(os.Args[1:], " "))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(answer)
}

// ask makes one request. OpenAI itself calls the MCP server, which it must be able to reach.
func ask(ctx context.Context, client openai.Client, carsURL, carsKey, question string) (string, error) {
	response, err := client.Responses.New(ctx, responses.ResponseNewParams{
		Model: openai.ChatModelGPT5_2,
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String(question)},
		Tools: []responses.ToolUnionParam{{OfMcp: &responses.ToolMcpParam{
			ServerLabel: "cars",
			ServerURL:   openai.String(strings.TrimSuffix(carsURL, "/") + "/mcp"),
			Headers:     map[string]string{"X-API-Key": carsKey},
			// The tools only read.
			RequireApproval: responses.ToolMcpRequireApprovalUnionParam{OfMcpToolApprovalSetting: openai.String("never")},
		}}},
	})
	if err != nil {
		return "", err
	}
	return response.OutputText(), nil
}
