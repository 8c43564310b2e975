import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import * as expvar from 'nestjs-expvar';
import { checkDocuments } from '../fuzz/documents.mjs';
import { readJson } from '../fuzz/json-reader.mjs';

/**
 * Changes to a document that Go must notice.
 *
 * @type {Record<string, (page: string) => string>}
 */
const SPOILERS = {
  'a digit': (page) => page.replace(/: -?\d/, '$&0'),
  'a letter': (page) => page.replace(/^"/m, '"x'),
  'a number that is none': (page) => page.replace(/: -?\d+,$/m, ': NaN,'),
  'a name that is there twice': (page) =>
    page.replace(/^(".*"): .*,$/m, '$&\n$1: 1,'),
  'a bracket that is missing': (page) => page.replace(/\]/, ''),
  'what is cut off': (page) => page.slice(0, -3),
};

/**
 * Checks that Go's encoding/json decodes documents with variables of all kinds.
 *
 * @param {import('../support/report.mjs').Report} report
 * @param {string} program
 */
export async function fuzz(report, program) {
  /** @type {Buffer[]} */
  const documents = [];
  await report.check('fuzz: documents are as their models say', async () => {
    Logger.overrideLogger(false);
    const counts = await checkDocuments(expvar, {
      onDocument: (document) => documents.push(document),
    });
    console.log(
      `      ${counts.documents} documents, ${counts.variables} variables`,
    );
    assert.ok(counts.variables >= 100_000);
  });
  await report.check('fuzz: Go reads the same', async () => {
    const read = await readByGo(program, documents);
    assert.equal(read.length, documents.length);
    for (const [i, document] of documents.entries()) {
      assert.equal(read[i], hashOf(document), document.toString());
    }
  });
  for (const [name, spoil] of Object.entries(SPOILERS)) {
    await report.check(`fuzz: Go reads the same, which notices ${name}`, () =>
      noticed(program, documents, spoil),
    );
  }
}

/**
 * @param {string} program
 * @param {Buffer[]} documents
 * @param {(page: string) => string} spoil
 */
async function noticed(program, documents, spoil) {
  const spoilt = documents.flatMap((document) => {
    const page = document.toString();
    const flawed = spoil(page);
    return flawed === page ? [] : [{ document, flawed: Buffer.from(flawed) }];
  });
  assert.ok(spoilt.length > 100);
  const read = await readByGo(
    program,
    spoilt.map(({ flawed }) => flawed),
  );
  for (const [i, { document, flawed }] of spoilt.entries()) {
    assert.notEqual(read[i], hashOf(document), flawed.toString());
  }
}

/**
 * Returns a line of output for each document.
 *
 * @param {string} program
 * @param {Buffer[]} documents
 */
async function readByGo(program, documents) {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const printed = text(child.stdout);
  for (const document of documents) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(document.length);
    child.stdin.write(length);
    if (!child.stdin.write(document)) {
      await once(child.stdin, 'drain');
    }
  }
  child.stdin.end();
  return (await printed).trimEnd().split('\n');
}

/**
 * Returns the hash of a document's contents as the Go program computes it.
 *
 * @param {Buffer | undefined} document
 */
function hashOf(document) {
  const hash = createHash('sha256');
  feed(hash, readJson(String(document)));
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {import('../fuzz/json-reader.mjs').Json} value
 */
function feed(hash, value) {
  if (typeof value === 'string') {
    hash.update(`string ${Buffer.byteLength(value)} ${value}\n`);
  } else if (value === null) {
    hash.update('<nil>\n');
  } else if (typeof value === 'boolean') {
    hash.update(`${value}\n`);
  } else if (Array.isArray(value)) {
    hash.update('[\n');
    value.forEach((item) => feed(hash, item));
    hash.update('end\n');
  } else if ('members' in value) {
    hash.update('{\n');
    for (const [key, member] of value.members) {
      feed(hash, key);
      feed(hash, member);
    }
    hash.update('end\n');
  } else {
    hash.update(`number ${value.text}\n`);
  }
}
