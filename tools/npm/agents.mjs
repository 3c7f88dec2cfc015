// Lists the tools of an MCP server with @openai/agents, their schemas converted to strict, and calls them as a strict model
// would: with everything that it leaves out as null. Prints one JSON object. Arguments: the server's address, the key.
import { MCPServerStreamableHttp, getAllMcpTools } from '@openai/agents';

const [url, key] = process.argv.slice(2);
const server = new MCPServerStreamableHttp({ url, name: 'cars', requestInit: { headers: { 'X-API-Key': key } } });
await server.connect();
try {
  const tools = await getAllMcpTools({ mcpServers: [server], convertSchemasToStrict: true });
  const wanted = {
    search_cars: { q: 'grey suv under 40k', make: ['toyota', 'ford'], limit: '2' },
    get_car: { id: '7' },
    list_values: { make: 'chevy' },
    search: { query: 'toyota' },
    fetch: { id: 7 },
  };
  const answers = {};
  for (const tool of tools) {
    if (!(tool.name in wanted)) continue;
    const all = Object.fromEntries(Object.keys(tool.parameters.properties).map((name) => [name, null]));
    answers[tool.name] = await tool.invoke({ context: {} }, JSON.stringify({ ...all, ...wanted[tool.name] }));
  }
  const strict = tools.map((tool) => ({
    name: tool.name,
    strict: tool.strict,
    closed: tool.parameters.additionalProperties === false,
    required: Object.keys(tool.parameters.properties).length === tool.parameters.required.length,
  }));
  console.log(JSON.stringify({ strict, answers }));
} finally {
  await server.close();
}
