// Writes the tables of members in docs/reference from the metadata of the
// published variables: node scripts/docs/member-tables.mjs
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { table, withGenerated } from './generated.mjs';

/** @typedef {import('nestjs-expvar').VarMeta} VarMeta */

const PAGES = ['memstats', 'node'];

if (import.meta.filename === process.argv[1]) {
  for (const [file, text] of await memberPages()) {
    await writeFile(file, text);
  }
}

/**
 * The pages with the members as they are now.
 *
 * @returns {Promise<[file: URL, text: string][]>}
 */
export async function memberPages() {
  class AppModule {}
  Module({ imports: [ExpvarModule.forRoot()] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, {
    logger: false,
  });
  const registry = app.get(ExpvarRegistry);
  const pages = await Promise.all(
    PAGES.map(async (name) => {
      const file = new URL(`../../docs/reference/${name}.md`, import.meta.url);
      const page = await readFile(file, 'utf8');
      const text = withGenerated(
        page,
        `members of ${name}`,
        memberTable(registry, name),
      );
      return /** @type {[URL, string]} */ ([file, text]);
    }),
  );
  await app.close();
  return pages;
}

/**
 * @param {ExpvarRegistry} registry
 * @param {string} name
 */
function memberTable(registry, name) {
  const meta = registry.meta(name) ?? {};
  const rows = meta.members
    ? rowsOf('', meta)
    : Object.keys(JSON.parse(String(registry.get(name)))).flatMap((key) =>
        rowsOf(key, registry.meta(name, key) ?? {}),
      );
  return table([['member', 'kind', 'unit', 'meaning'], ...rows]);
}

/**
 * @param {string} path
 * @param {VarMeta} meta
 * @returns {string[][]}
 */
function rowsOf(path, { kind, unit, description = '', members, each }) {
  const below = [
    ...Object.entries(members ?? {}).map(([key, member]) =>
      rowsOf(path === '' ? key : `${path}.${key}`, member),
    ),
    ...(each ? [rowsOf(`${path}.*`, each)] : []),
  ].flat();
  const isOnlyAGroup =
    path === '' || (kind === undefined && description === '');
  return isOnlyAGroup
    ? below
    : [
        [`\`${path}\``, kind ?? '', unit ? `\`${unit}\`` : '', description],
        ...below,
      ];
}
