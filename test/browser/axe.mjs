import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/**
 * The source of an expression that looks for violations in a page. axe-core must
 * not look for a module loader.
 */
export const AXE = `(async () => {
  const module = undefined;
  ${SOURCE};
  const { violations } = await axe.run(document);
  return violations.map(({ id, nodes }) =>
    id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' '));
})()`;
