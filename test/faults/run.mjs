import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../support/child.mjs';
import { Report } from '../support/report.mjs';
import { installNewestNodes } from '../support/nodes.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = join(HERE, 'program.mjs');

const { slack } = parseArgs({
  options: { slack: { type: 'string', default: '1' } },
}).values;

/** How it is run on each Node. */
const RUNS = [
  { name: 'Express', args: ['--platform=express', `--cost=${slack}`] },
  { name: 'Fastify', args: ['--platform=fastify'] },
  {
    name: 'Express, strict about rejections',
    flags: ['--unhandled-rejections=strict'],
    args: ['--platform=express'],
  },
  {
    name: 'Fastify, strict about rejections',
    flags: ['--unhandled-rejections=strict'],
    args: ['--platform=fastify'],
  },
];

const report = new Report();
try {
  for (const { version, path } of await installNewestNodes()) {
    for (const { name, flags = [], args } of RUNS) {
      await report.check(`Node ${version}, ${name}`, async () => {
        const { code, stdout, stderr } = await run(
          path,
          [...flags, PROGRAM, ...args],
          { cwd: HERE },
        );
        if (stderr !== '') {
          throw new Error(`on stderr: ${stderr}`);
        }
        if (code !== 0 || stdout.trim().includes('\n')) {
          throw new Error(`on stdout: ${stdout}`);
        }
        console.log(`      ${stdout.trim()}`);
      });
    }
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();
