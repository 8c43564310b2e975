import fastify from 'fastify';
import { ExpvarRegistry } from 'nestjs-expvar';
import { headers } from './headers.mjs';
import { ready } from './serve.mjs';
import { publishInts } from './variables.mjs';

const [count] = process.argv.slice(2);

const registry = new ExpvarRegistry();
publishInts(registry, Number(count));
const app = fastify();
app.get('/debug/vars', async (_request, reply) => {
  const document = await registry.render();
  return reply.headers(headers(document)).send(document);
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
ready(`${url}/debug/vars`);
