import { report } from '../measure.mjs';
import { compareWithStringify } from './compare-with-stringify.mjs';
import { integer } from './names-and-values.mjs';

report({
  '100,000 IntVars / JSON.stringify of a prebuilt object':
    await compareWithStringify(
      (registry, name) => registry.newInt(name),
      integer,
      { count: 100_000, times: 1 },
    ),
});
