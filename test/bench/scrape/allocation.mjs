import assert from 'node:assert/strict';
import { ExpvarRegistry } from 'nestjs-expvar';
import { median, report } from '../measure.mjs';
import { float, integer, names } from './names-and-values.mjs';

const COUNT = 10_000;
const WARM_UPS = 50;
const SCRAPES = 10;

report({
  'bytes allocated by a scrape of 10,000 IntVars / of its document':
    await allocated((registry, name) => registry.newInt(name), integer),
  'bytes allocated by a scrape of 10,000 FloatVars / of its document':
    await allocated((registry, name) => registry.newFloat(name), float),
});

/**
 * @param {(registry: ExpvarRegistry, name: string) => { set(value: number): void }} create
 * @param {(index: number, round: number) => number} valueOf
 */
async function allocated(create, valueOf) {
  const registry = new ExpvarRegistry();
  const variables = names(COUNT).map((name) => create(registry, name));
  const samples = [];
  // Holds the documents, because a collection frees their memory later.
  const documents = [];
  for (let round = 0; round < WARM_UPS + SCRAPES; round++) {
    variables.forEach((variable, i) => variable.set(valueOf(i, round)));
    // The young generation is so large that no collection follows before the
    // next of these.
    globalThis.gc?.();
    const before = usedBytes();
    const document = await registry.render();
    if (round >= WARM_UPS) {
      samples.push(usedBytes() - before);
      documents.push(document);
    }
  }
  const ours = median(samples);
  const length = documents.at(-1)?.length ?? 0;
  assert(ours >= length, 'a document was collected before it was counted');
  return { ours, peer: length };
}

function usedBytes() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
