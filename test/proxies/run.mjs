// Checks what real proxies on the same machine let through to outsiders, in
// front of applications on Express and Fastify.
import { Report } from '../support/report.mjs';
import { checkDenials } from './denials.mjs';
import { checkLetThrough } from './let-through.mjs';
import { caddy, haproxy, nginx, whereIs } from './programs.mjs';

const missing = [nginx, haproxy, caddy].filter(
  (program) => whereIs(program) === undefined,
);
if (missing.length > 0) {
  const names = missing.map(({ command }) => command).join(', ');
  console.error(
    `test:proxies needs ${names}: apt-get install nginx-light haproxy caddy`,
  );
  process.exit(1);
}

// The proxies are stopped on exit, and a signal alone would skip that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => process.exit(1));
}

const report = new Report();
await checkLetThrough(report);
await checkDenials(report);
report.close();
