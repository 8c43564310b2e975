import { strict as assert } from 'node:assert';
import { ExpvarRegistry } from 'nestjs-expvar';
import { median, report } from '../measure.mjs';
import { float, names, value } from './names.mjs';

const COUNT = 10_000;
const WARM_UPS = 50;
const SCRAPES = 10;

report({
  'bytes allocated by a scrape of 10,000 IntVars / of its document':
    await allocated((registry, name) => registry.newInt(name), value),
  'bytes allocated by a scrape of 10,000 FloatVars / of its document':
    await allocated((registry, name) => registry.newFloat(name), float),
});

async function allocated(create, valueOf) {
  const registry = new ExpvarRegistry();
  const variables = names(COUNT).map((name) => create(registry, name));
  const samples = [];
  // Kept, because their memory is freed at some time after a collection.
  const documents = [];
  for (let round = 0; round < WARM_UPS + SCRAPES; round++) {
    variables.forEach((variable, i) => variable.set(valueOf(i, round)));
    // With a large young generation nothing is collected until the next one.
    globalThis.gc();
    const before = usedBytes();
    const document = await registry.render();
    if (round >= WARM_UPS) {
      samples.push(usedBytes() - before);
      documents.push(document);
    }
  }
  const ours = median(samples);
  const { length } = documents.at(-1);
  assert(ours >= length, 'a document was collected before it was counted');
  return { ours, peer: length };
}

function usedBytes() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
