import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readPage, ROOT } from '../../docs/blocks.mjs';
import { VARIABLES } from '../../interop/expvarmon.mjs';

test('the command line of expvarmon has the variables that are tested', async () => {
  const names = Object.keys(VARIABLES);
  expect(await readPage('docs/integrations/expvarmon.md')).toContain(
    `-vars="${names.join(',')}"`,
  );
});

test.for([
  ['otel', /expvarreceiver (v\S+)/, 'opentelemetry-collector'],
  ['metricbeat', /beats\/v7 (v\S+)/, 'metricbeat'],
  ['client_golang', /client_golang (v\S+)/, 'go'],
] as const)(
  'the overview and the page of %s have the version that is tested',
  async ([client, version, page]) => {
    const module = await readFile(
      path.join(ROOT, `test/interop/${client}/go.mod`),
      'utf8',
    );
    const [, tested] = version.exec(module)!;
    const overview = await readPage('docs/integrations/index.md');
    expect(overview).toMatch(new RegExp(`\\| ${tested} +\\|`));
    expect(await readPage(`docs/integrations/${page}.md`)).toContain(tested);
  },
);
