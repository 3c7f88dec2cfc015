import { Agent, MCPServerStreamableHttp, run } from '@openai/agents';

const cars = new MCPServerStreamableHttp({
  name: 'cars',
  url: `${process.env.CARS_URL}/mcp`,
  requestInit: { headers: { 'X-API-Key': process.env.CARS_KEY } },
});
await cars.connect();
try {
  const agent = new Agent({
    name: 'Car finder',
    instructions: 'Help a car buyer. Say what could not be taken into account, and link the listing of every car that you name.',
    mcpServers: [cars],
    mcpConfig: { convertSchemasToStrict: true },
  });
  const result = await run(agent, process.argv.slice(2).join(' '));
  console.log(result.finalOutput);
} finally {
  await cars.close();
}
