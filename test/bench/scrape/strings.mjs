import { report } from '../measure.mjs';
import { compareWithStringify } from './compare-with-stringify.mjs';

const COUNT = 10_000;

// Flat strings that are made beforehand, because that is no work of a scrape.
const texts = Array.from({ length: 3 }, (_, round) =>
  Array.from({ length: COUNT }, (_, i) =>
    Buffer.from(`worker-${i % 97} is at step ${i * 31 + round}`).toString(),
  ),
);

report({
  '10,000 StringVars, all changed / JSON.stringify of a prebuilt object':
    await compareWithStringify(
      (registry, name) => registry.newString(name),
      (i, round) => texts[round % texts.length]?.[i] ?? '',
      { count: COUNT, times: 3 },
    ),
});
