import { report } from '../measure.mjs';
import { againstStringify } from './against-stringify.mjs';
import { float } from './names.mjs';

report({
  '10,000 FloatVars, all changed / JSON.stringify of a prebuilt object':
    await againstStringify((registry, name) => registry.newFloat(name), float, {
      count: 10_000,
      times: 3,
    }),
});
