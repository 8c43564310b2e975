import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installNodes } from '../support/nodes.mjs';
import { pack, reachRegistry } from '../support/npm.mjs';
import { Project } from './project.mjs';
import { projects } from './projects.mjs';
import { Report } from '../support/report.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = join(HERE, '.work');

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
const names = only === undefined ? Object.keys(projects) : [only];

const report = new Report();
try {
  await checkAll();
} catch (error) {
  report.failed('set-up', error);
}
report.close();

async function checkAll() {
  if (!names.every((name) => Object.hasOwn(projects, name))) {
    throw new Error(
      `no project is named ${only}; there are ${Object.keys(projects).join(', ')}`,
    );
  }
  await reachRegistry();
  const nodes = await installNodes();
  const tarball = await pack(join(WORK, 'tarball'));
  for (const name of names) {
    const [folder = '', nest] = name.split('@');
    const source = join(HERE, folder);
    const project = new Project(source, join(WORK, name), report, nest);
    if (await project.prepare(tarball)) {
      for (const check of projects[name] ?? []) {
        await check(project, nodes);
      }
    }
  }
}
