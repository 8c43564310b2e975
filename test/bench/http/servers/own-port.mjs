import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { rootModule } from './nest.mjs';
import { ready } from './serve.mjs';
import { publishInts } from './variables.mjs';

const [count] = process.argv.slice(2);

// The port is only in the log.
/** @type {string[]} */
const lines = [];
const app = await NestFactory.createApplicationContext(
  rootModule(
    ExpvarModule.forRoot({
      cmdline: false,
      memstats: false,
      node: false,
      server: { port: 0 },
    }),
  ),
  { logger: { log: (line) => lines.push(line), warn() {}, error() {} } },
);
publishInts(app.get(ExpvarRegistry), Number(count));
ready(/http:\S+/.exec(lines.join('\n'))?.[0]);
