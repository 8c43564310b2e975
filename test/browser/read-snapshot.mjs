import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const DECODER = fileURLToPath(
  new URL('../../src/dashboard/protocol/decode.ts', import.meta.url),
);

/** @typedef {typeof import('../../src/dashboard/protocol/decode.js')} Decoder */

/** @type {Decoder | undefined} */
let decoder;

/**
 * Reads everything that the dashboard of an application would show.
 *
 * @param {import('./application.mjs').Application} application
 */
export async function readSnapshot(application) {
  decoder ??= await loadDecoder();
  const response = await fetch(`${application.page}/poll`);
  const { snapshot } = decoder.decodePoll(await response.text());
  assert.ok(snapshot !== undefined);
  return snapshot;
}

/** @returns {Promise<Decoder>} */
async function loadDecoder() {
  const { outputFiles } = await build({
    entryPoints: [DECODER],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const [file] = outputFiles;
  const source = Buffer.from(file?.contents ?? '').toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}
