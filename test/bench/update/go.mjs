import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IntVar } from 'nestjs-expvar';
import { buildGo } from '../go.mjs';
import { measure, report } from '../measure.mjs';
import { counters, nanoseconds, updates } from './counters.mjs';

const run = promisify(execFile);

const cpu = await measure({
  ours: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
});
const { path, remove } = await buildGo('go-updates');
try {
  const { stdout } = await run(path);
  report({
    "IntVar.add(1) / Go's expvar.Int.Add(1)": {
      ours: nanoseconds(cpu.ours),
      peer: Number(stdout),
    },
  });
} finally {
  await remove();
}
