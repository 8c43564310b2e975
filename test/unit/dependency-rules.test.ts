import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  cruise,
  type IConfiguration,
  type ICruiseResult,
} from 'dependency-cruiser';
import { expect, onTestFinished, test } from 'vitest';

const { forbidden, options } = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
) as Required<Pick<IConfiguration, 'forbidden' | 'options'>>;

const manifest = {
  peerDependencies: { rxjs: '*', '@nestjs/terminus': '*' },
  devDependencies: { helmet: '*' },
};

/** Returns the names of the rules that a source tree breaks. */
async function brokenRules(
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dependency-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const packages = Object.fromEntries(
    ['helmet', 'rxjs'].map((name) => [`node_modules/${name}/index.js`, '']),
  );
  for (const [name, text] of Object.entries({
    'package.json': JSON.stringify(manifest),
    ...packages,
    ...files,
  })) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { output } = await cruise(['.'], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  });
  const { violations } = (output as ICruiseResult).summary;
  return violations.map(({ rule }) => rule.name);
}

test('a part may import the entry points of every part below it', async () => {
  expect(
    await brokenRules({
      'src/index.ts': `export * from './dashboard/dashboard.js';`,
      'src/dashboard/dashboard.ts': `import '../http/reply.js'; import '../vars/var.js';`,
      'src/http/reply.ts': `import 'node:http'; import 'rxjs';`,
      'src/vars/var.ts': `import '../support/mutex.js'; import type { A } from '../options/defaults.js';`,
      'src/support/mutex.ts': '',
      'src/options/defaults.ts': `import '../registry/expvar.registry.js'; import type { B } from '../http/reply.js';`,
      'src/registry/expvar.registry.ts': '',
      'ui/main.tsx': `import '../src/dashboard/protocol/types.js';`,
      'src/dashboard/protocol/types.ts': '',
      'src/testing/index.ts': `import '../instrument/reset.js'; import '../support/mutex.js'; import type { A } from '../vars/var.js';`,
      'src/instrument/reset.ts': '',
    }),
  ).toEqual([]);
});

test.each([
  {
    wrong: 'a second file that imports the removable part prometheus',
    files: {
      'src/expvar.lifecycle.ts': `import './prometheus/prometheus-formats.js';`,
      'src/expvar.module-definition.ts': `import './prometheus/prometheus-formats.js';`,
      'src/prometheus/prometheus-formats.ts': '',
    },
    rule: 'prometheus-is-removable',
  },
  {
    wrong: 'a part that imports a part above it',
    files: {
      'src/vars/var.ts': `import '../registry/expvar.registry.js';`,
      'src/registry/expvar.registry.ts': '',
    },
    rule: 'vars-imports-only-parts-below',
  },
  {
    wrong: 'a part that imports a type from a part above it',
    files: {
      'src/registry/var-name.ts': `import type { A } from '../discovery/exposed-member.js';`,
      'src/discovery/exposed-member.ts': '',
    },
    rule: 'registry-imports-only-parts-below',
  },
  {
    wrong: 'a part that imports a part beside it',
    files: {
      'src/process/process-vars.ts': `import '../http/reply.js';`,
      'src/http/reply.ts': '',
    },
    rule: 'process-imports-only-parts-below',
  },
  {
    wrong: 'a part that imports a file in the root of src',
    files: {
      'src/http/reply.ts': `import '../index.js';`,
      'src/index.ts': '',
    },
    rule: 'http-imports-only-parts-below',
  },
  {
    wrong: 'a part that imports an internal file of another part',
    files: {
      'src/registry/expvar.registry.ts': `import '../vars/sliding-window.js';`,
      'src/vars/sliding-window.ts': '',
    },
    rule: 'parts-import-only-entry-points-of-other-parts',
  },
  {
    wrong: 'a file in the root of src that imports an internal file of a part',
    files: {
      'src/index.ts': `export * from './vars/sliding-window.js';`,
      'src/vars/sliding-window.ts': '',
    },
    rule: 'parts-import-only-entry-points-of-other-parts',
  },
  {
    wrong: 'a part that loads an internal file of another part later',
    files: {
      'src/dashboard/dashboard.ts': `await import('../http/access/peer.js');`,
      'src/http/access/peer.ts': '',
    },
    rule: 'parts-import-only-entry-points-of-other-parts',
  },
  {
    wrong: 'a part that imports a value from options',
    files: {
      'src/http/reply.ts': `import type { A } from '../options/defaults.js'; import { b } from '../options/defaults.js';`,
      'src/options/defaults.ts': '',
    },
    rule: 'parts-import-only-types-of-options',
  },
  {
    wrong: 'options that import a value from a part above registry',
    files: {
      'src/options/defaults.ts': `import { a } from '../http/reply.js';`,
      'src/http/reply.ts': '',
    },
    rule: 'options-import-values-only-from-registry-and-below',
  },
  {
    wrong: 'support that imports a part',
    files: {
      'src/support/mutex.ts': `import type { A } from '../encoding/limits.js';`,
      'src/encoding/limits.ts': '',
    },
    rule: 'support-imports-no-part',
  },
  {
    wrong: 'a page that imports more of src than the protocol',
    files: {
      'ui/main.tsx': `import type { A } from '../src/vars/var.js';`,
      'src/vars/var.ts': '',
    },
    rule: 'ui-imports-only-the-protocol-of-the-dashboard',
  },
  {
    wrong: 'state of the page that imports a component',
    files: {
      'ui/state/store.ts': `import '../components/app.js';`,
      'ui/components/app.tsx': '',
    },
    rule: 'state-of-the-page-has-no-view',
  },
  {
    wrong: 'a subpath that would have a copy of a class',
    files: {
      'src/testing/index.ts': `import '../vars/map-var.js';`,
      'src/vars/map-var.ts': '',
    },
    rule: 'testing-imports-only-values-that-it-may-copy',
  },
  {
    wrong: 'a part that imports the optional peer of a subpath',
    files: {
      'src/http/reply.ts': `import '@nestjs/terminus';`,
      'node_modules/@nestjs/terminus/index.js': '',
    },
    rule: 'only-terminus-imports-nestjs-terminus',
  },
  {
    wrong: 'a package that contains a subpath',
    files: {
      'src/index.ts': `export * from './testing/index.js';`,
      'src/testing/index.ts': '',
    },
    rule: 'nothing-imports-subpaths',
  },
  {
    wrong: 'a package that is no peer dependency',
    files: { 'src/http/reply.ts': `import 'helmet';` },
    rule: 'src-imports-only-peer-dependencies',
  },
  {
    wrong: 'a cycle that only types close',
    files: {
      'src/http/a.ts': `import './b.js';`,
      'src/http/b.ts': `import type { A } from './a.js';`,
    },
    rule: 'no-cycles',
  },
  {
    wrong: 'an import of a file that does not exist',
    files: { 'src/http/reply.ts': `import './missing.js';` },
    rule: 'no-imports-of-missing-files',
  },
])('the dependency rules refuse $wrong', async ({ files, rule }) => {
  expect(new Set(await brokenRules(files))).toEqual(new Set([rule]));
});
