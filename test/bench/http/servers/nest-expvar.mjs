import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { startNest } from './nest.mjs';
import { ready } from './serve.mjs';
import { publishInts } from './variables.mjs';

const [count, platform, document] = process.argv.slice(2);
const isDefault = document === 'default';

const { app, url } = await startNest(
  platform,
  ExpvarModule.forRoot(
    isDefault ? {} : { cmdline: false, memstats: false, node: false },
  ),
);
publishInts(app.get(ExpvarRegistry), Number(count));
ready(`${url}/debug/vars`);
