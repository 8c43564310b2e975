// Scrapes applications with bad variables, on each supported Node.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../support/child.mjs';
import { installNewestNodes } from '../support/nodes.mjs';
import { Report } from '../support/report.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const { values: options } = parseArgs({
  options: { smoke: { type: 'boolean', default: false } },
});

const RUNS = [
  {
    name: 'Express',
    args: ['--platform=express', ...(options.smoke ? [] : ['--timed'])],
  },
  {
    name: 'Fastify, strict about unhandled rejections',
    flags: ['--unhandled-rejections=strict'],
    args: ['--platform=fastify'],
  },
];

const report = new Report();
if (options.smoke) {
  console.log('A smoke run does not limit how long a variable takes to fail.');
}
try {
  for (const { version, path } of await installNewestNodes()) {
    for (const { name, flags = [], args } of RUNS) {
      await report.check(`Node ${version}, ${name}`, async () => {
        const { code, stdout, stderr } = await run(
          path,
          [...flags, join(HERE, 'check-platform.mjs'), ...args],
          { cwd: HERE },
        );
        if (code !== 0 || stderr !== '') {
          throw new Error(`${stderr}${stdout}`);
        }
        return stdout.trim();
      });
    }
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();
