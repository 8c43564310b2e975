import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExact } from '../interop/exact-json.mjs';
import { Child, run } from '../support/child.mjs';

const HERE = fileURLToPath(new URL('opensearch/', import.meta.url));
const WORK = fileURLToPath(new URL('.work/', import.meta.url));
const OLDEST_JAVA = 17;

/** Names what the machine lacks to run OpenSearch; undefined if it has all. */
export async function missingForOpenSearch() {
  const needs = `npm run test:elastic needs Maven and a JDK, version ${OLDEST_JAVA} or newer`;
  for (const command of ['mvn', 'java', 'javac']) {
    if (!isOnPath(command)) {
      return `${needs}; ${command} is not on the PATH`;
    }
  }
  const { stdout } = await run('javac', ['--version']);
  const [, version] = /^javac (\d+)/.exec(stdout) ?? [];
  return Number(version) >= OLDEST_JAVA
    ? undefined
    : `${needs}, not ${stdout.trim()}`;
}

/** @typedef {{ create: { error?: { reason: string, caused_by?: { reason: string } } } }} Created */

/** A running OpenSearch with one node. */
export class OpenSearch {
  #address;

  /** @param {string} address */
  constructor(address) {
    this.#address = address;
  }

  /**
   * Replaces the index template and removes the index that had the last one.
   *
   * @param {string} index
   * @param {object} template
   */
  async start(index, template) {
    await this.#request('DELETE', `/${index}?ignore_unavailable=true`);
    await this.#request('PUT', '/_index_template/test', template);
  }

  /**
   * Sends events as Metricbeat does.
   *
   * @param {string} index
   * @param {string[]} events JSON texts, because numbers have to arrive as they were printed
   * @returns {Promise<string[]>} for each event that is refused, the reason
   */
  async index(index, events) {
    const lines = events.map((event) => `{"create":{}}\n${event}\n`).join('');
    const { items } = await this.#request(
      'POST',
      `/${index}/_bulk?refresh=true`,
      lines,
    );
    assert.equal(items.length, events.length);
    return items
      .filter((/** @type {Created} */ { create }) => create.error !== undefined)
      .map(
        (/** @type {Created} */ { create: { error } }) =>
          (error?.caused_by ?? error)?.reason,
      );
  }

  /**
   * The types of the fields of an index, by path.
   *
   * @param {string} index
   */
  async types(index) {
    const response = await this.#request('GET', `/${index}/_mapping`);
    return typesOf(response[index].mappings.properties);
  }

  /**
   * The bytes of an index on disk, in one segment.
   *
   * @param {string} index
   */
  async storedBytes(index) {
    await this.#request('POST', `/${index}/_forcemerge?max_num_segments=1`);
    const { indices } = await this.#request('GET', `/${index}/_stats/store`);
    return Number(indices[index].primaries.store.size_in_bytes);
  }

  /**
   * @param {string} index
   * @param {object} body
   */
  search(index, body) {
    return this.#request('POST', `/${index}/_search`, body);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | object} [body]
   */
  async #request(method, path, body) {
    const isText = typeof body === 'string';
    const response = await fetch(this.#address + path, {
      method,
      ...(body !== undefined && {
        headers: {
          'content-type': isText ? 'application/x-ndjson' : 'application/json',
        },
        body: isText ? body : JSON.stringify(body),
      }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${text}`);
    return parseExact(text);
  }
}

/**
 * Runs OpenSearch while `use` runs. Maven fetches it the first time.
 *
 * @param {(openSearch: OpenSearch) => Promise<void>} use
 */
export async function withOpenSearch(use) {
  await mkdir(WORK, { recursive: true });
  const jars = join(WORK, 'jars');
  const fetched = await run('mvn', [
    '--batch-mode',
    '--quiet',
    `--file=${join(HERE, 'pom.xml')}`,
    `-DoutputDirectory=${jars}`,
    'dependency:copy-dependencies',
  ]);
  assert.equal(fetched.code, 0, fetched.stdout + fetched.stderr);
  const home = await mkdtemp(join(WORK, 'home-'));
  const server = new Child('java', [
    '-Xms256m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    `-Dlog4j2.configurationFile=${join(HERE, 'log4j2.properties')}`,
    `--class-path=${join(jars, '*')}`,
    join(HERE, 'Server.java'),
    home,
  ]);
  try {
    const [, port] = await server.prints(/port (\d+)\n/);
    await use(new OpenSearch(`http://127.0.0.1:${port}`));
  } finally {
    server.kill();
    await server.ends();
    await rm(home, { recursive: true });
  }
}

/** @param {string} command */
function isOnPath(command) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, command)));
}

/**
 * @param {Record<string, { type?: string, properties?: object }>} properties
 * @param {string} [prefix]
 * @param {Map<string, string>} [types]
 */
function typesOf(properties, prefix = '', types = new Map()) {
  for (const [name, field] of Object.entries(properties)) {
    if (field.type !== undefined) {
      types.set(prefix + name, field.type);
    }
    typesOf({ ...field.properties }, `${prefix}${name}.`, types);
  }
  return types;
}
