import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { VARIABLES } from '../interop/expvarmon.mjs';

const root = new URL('../../', import.meta.url);

const text = (file: string) => readFile(new URL(file, root), 'utf8');

async function clients(): Promise<string> {
  const readme = await text('README.md');
  return readme.slice(readme.indexOf('## Clients')).split('\n## ', 2)[0]!;
}

test.for([
  'otel/config.yaml',
  'metricbeat/golang.yml',
  'metricbeat/metricbeat.yml',
])('the README quotes %s as it is tested', async (file) => {
  const tested = await text(`test/interop/${file}`);
  expect(await clients()).toContain(`\`\`\`yaml\n${tested}\`\`\``);
});

test('the README lists the variables that are tested for expvarmon', async () => {
  const names = Object.keys(VARIABLES);
  expect(await clients()).toContain(`-vars="${names.join(',')}"`);
});

test.for([
  ['otel', /expvarreceiver (v\S+)/],
  ['metricbeat', /beats\/v7 (v\S+)/],
  ['client_golang', /client_golang (v\S+)/],
] as const)(
  'the README states the version of %s',
  async ([client, version]) => {
    const [, tested] = version.exec(
      await text(`test/interop/${client}/go.mod`),
    )!;
    expect(await clients()).toContain(`| ${tested!} `);
  },
);
