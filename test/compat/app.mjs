import { join } from 'node:path';
import { Child } from '../support/child.mjs';

export const PLATFORMS = ['express', 'fastify'];

/**
 * Starts one of the project's applications as a process and passes it to `use`.
 *
 * @param {import('./project.mjs').Project} project
 * @param {{ entry: string, node: import('../support/nodes.mjs').Node, platform: string }} program
 * @param {(app: Child, argv: string[]) => Promise<unknown>} use
 */
export async function withApp({ folder }, { entry, node, platform }, use) {
  const script = join(folder, 'dist', `${entry}.js`);
  const argv = [node.path, script, platform];
  const app = new Child(node.path, [...node.flags, script, platform], {
    cwd: folder,
  });
  try {
    await use(app, argv);
  } finally {
    app.kill();
  }
}

/**
 * Waits until the application prints its port.
 *
 * @param {Child} app
 */
export async function portOf(app) {
  const [, port] = await app.prints(/^listening at \S+:(\d+)\n/m);
  return Number(port);
}
