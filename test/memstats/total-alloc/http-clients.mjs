// Sends requests to the server of the workload `http`, from a process of its own.
import { Agent, request } from 'node:http';
import { sized } from '../../support/smoke.mjs';

const CONNECTIONS = 8;
const REQUESTS = sized(12_000, 200);

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const body = JSON.stringify(
  Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })),
);
let remaining = REQUESTS;

process.once('message', async () => {
  await Promise.all(Array.from({ length: CONNECTIONS }, sendRequests));
  agent.destroy();
  process.disconnect();
});
process.send?.('ready');

async function sendRequests() {
  while (remaining-- > 0) {
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
