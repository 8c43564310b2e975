import { ExpvarRegistry } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { badVariables } from '../faults/bad-variables.mjs';
import { captureWarnings } from '../support/registries.js';

// The e2e test renders all bad variables in one document before its first test, which
// Stryker cannot attribute to a test. Here each has a document of its own.
const alone = badVariables.filter(
  ({ name, isSlow, isHuge }) =>
    !isSlow && !isHuge && !/another|2\^40/.test(name),
);

test.each(alone)(
  'a document states one bad variable exactly: $name',
  async ({ name, make, json, failures }) => {
    captureWarnings();
    const registry = new ExpvarRegistry();
    registry.publish(name, make(registry));
    const document = (await registry.render()).toString();
    const value = document.slice(document.indexOf(': ') + 2, -'\n}\n'.length);
    if (typeof json === 'string') {
      expect(value).toBe(json);
    } else {
      expect(value).toMatch(json);
    }
    const paths = registry.failures().map(({ path }) => path);
    expect(new Set(paths)).toEqual(
      new Set(failures.map(({ keys }) => [name, ...keys])),
    );
  },
);
