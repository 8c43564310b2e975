import { Agent, request } from 'node:http';

const CONNECTIONS = 8;
const REQUESTS = 12_000;

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const body = JSON.stringify(
  Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })),
);
let left = REQUESTS;

process.once('message', async () => {
  await Promise.all(Array.from({ length: CONNECTIONS }, requestAll));
  agent.destroy();
  process.disconnect();
});
process.send('ready');

async function requestAll() {
  while (left-- > 0) {
    await post();
  }
}

function post() {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', method: 'POST', agent },
      (response) => response.resume().on('end', resolve).on('error', reject),
    );
    sent.on('error', reject).end(body);
  });
}
