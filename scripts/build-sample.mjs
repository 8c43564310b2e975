// Builds what `npm start` runs, and prints each step with its time.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The script of each step, with its arguments. */
const STEPS = {
  'the dashboard': ['scripts/build-page.mjs'],
  'the library': ['scripts/build-package.mjs'],
  'the sample app': [
    'node_modules/@nestjs/cli/bin/nest.js',
    'build',
    'sample-app',
  ],
};

if (existsSync(`${root}/node_modules`)) {
  buildAll();
} else {
  console.error('The packages are not installed: run npm ci first.');
  process.exitCode = 1;
}

function buildAll() {
  for (const [name, args] of Object.entries(STEPS)) {
    process.stdout.write(`Building ${name} … `);
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) {
      console.log('failed');
      console.error(`${stdout}${stderr}`);
      process.exitCode = 1;
      return;
    }
    const seconds = (performance.now() - start) / 1000;
    console.log(`${seconds.toFixed(1)} s`);
  }
}
