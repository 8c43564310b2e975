import { report } from '../measure.mjs';
import { againstStringify } from './against-stringify.mjs';
import { value } from './names.mjs';

report({
  '100,000 IntVars / JSON.stringify of a prebuilt object':
    await againstStringify((registry, name) => registry.newInt(name), value, {
      count: 100_000,
      times: 1,
    }),
});
