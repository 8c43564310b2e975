import { once } from 'node:events';
import { createServer } from 'node:http';
import { ExpvarRegistry } from 'nestjs-expvar';
import { headers } from './headers.mjs';
import { ready } from './serve.mjs';
import { publishInts } from './variables.mjs';
import { portOf } from '../../../support/port-of.mjs';

const [count] = process.argv.slice(2);

const registry = new ExpvarRegistry();
publishInts(registry, Number(count));
const server = createServer(async (_request, response) => {
  const document = await registry.render();
  response.writeHead(200, headers(document));
  response.end(document);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const port = portOf(server);
ready(`http://127.0.0.1:${port}/debug/vars`);
