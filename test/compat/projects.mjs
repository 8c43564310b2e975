import { discovery } from './checks/discovery.mjs';
import { jest } from './checks/jest.mjs';
import { oneClass } from './checks/one-class.mjs';
import { document } from './checks/document.mjs';
import { refused, startsWell } from './checks/start-up.mjs';
import { swagger } from './checks/swagger.mjs';
import { types } from './checks/types.mjs';

/**
 * Checks a project on one or all versions of Node. The first is the running one.
 *
 * @typedef {(
 *   project: import('./project.mjs').Project,
 *   nodes: [import('../support/nodes.mjs').Node, ...import('../support/nodes.mjs').Node[]],
 * ) => Promise<void>} Check
 */

const importedTwice = refused(
  'imported-twice',
  /forRoot\(\) is imported more than once, by AppModule and QuotesModule/,
);

const requestScoped = refused(
  'request-scoped',
  /CheckoutService\.open, .*\(CheckoutService → Carts → Tenant\)/,
);

/**
 * The checks of each project. The name of a project is its folder.
 *
 * @type {Record<string, Check[]>}
 */
export const projects = {
  ...onNest('10.4.22'),
  ...onNest('11.0.1'),
  ...onNest('11.1.19'),
  ...onNest('12.5.1'),
  'nest10-cjs': [
    types(['commonjs', 'node10'], ['node16', 'node16'], ['esnext', 'bundler']),
    document,
    oneClass,
    importedTwice,
    refused(
      'imported-twice-with-guards',
      /forRoot\(\) is imported more than once, by OpenModule and GuardedModule/,
    ),
    refused('declared-twice', /reuse of exported var name: "o"/),
    requestScoped,
    startsWell('scraped-midway'),
  ],
  'nest11-cjs': [
    types(
      ['commonjs', 'node10'],
      ['node16', 'node16'],
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ),
    document,
    oneClass,
    swagger,
    importedTwice,
    requestScoped,
  ],
  'nest11-jest': [jest()],
  'nest12-cjs': [
    types(['nodenext', 'nodenext'], ['commonjs', 'bundler']),
    document,
    oneClass,
    importedTwice,
    requestScoped,
  ],
  'nest12-esm': [
    types(
      ['node16', 'node16'],
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ),
    document,
    oneClass,
    importedTwice,
    requestScoped,
  ],
  'nest12-jest': [jest('--experimental-vm-modules')],
};

/**
 * Returns the project of the folder `discovery` on a version of Nest.
 *
 * @param {string} version
 */
function onNest(version) {
  return { [`discovery@${version}`]: [discovery] };
}
