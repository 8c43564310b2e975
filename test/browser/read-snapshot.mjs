import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const DECODER = fileURLToPath(
  new URL('../../src/dashboard/protocol/decode.ts', import.meta.url),
);

let decoder;

/** Reads everything that the dashboard of an application would show. */
export async function readSnapshot(application) {
  decoder ??= await loadDecoder();
  const response = await fetch(`${application.page}/poll`);
  return decoder.decodePoll(await response.text()).snapshot;
}

async function loadDecoder() {
  const { outputFiles } = await build({
    entryPoints: [DECODER],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}
