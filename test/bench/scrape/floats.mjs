import { report } from '../measure.mjs';
import { compareWithStringify } from './compare-with-stringify.mjs';
import { float } from './names-and-values.mjs';

report({
  '10,000 FloatVars, all changed / JSON.stringify of a prebuilt object':
    await compareWithStringify(
      (registry, name) => registry.newFloat(name),
      float,
      { count: 10_000, times: 3 },
    ),
});
