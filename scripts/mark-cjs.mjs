// The package is "type": "module"; this marks the CommonJS copy as what it is.
import { writeFileSync } from 'node:fs';

writeFileSync(
  'dist/cjs/package.json',
  `${JSON.stringify({ type: 'commonjs' })}\n`,
);
