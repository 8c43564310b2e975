// Bundles the dashboard's page into src/dashboard/assets.generated.ts, so that
// nothing is read from disk when the application runs. Equal sources give equal
// bytes.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Gzip is what every browser takes over plain HTTP. */
const MAX_GZIP = 40 * 1024;

const root = fileURLToPath(new URL('..', import.meta.url));
const page = path.join(root, 'ui');

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: path.join(page, 'main.ts'), out: 'app' },
    { in: path.join(page, 'styles.css'), out: 'app' },
  ],
  outdir: 'out',
  bundle: true,
  write: false,
  minify: true,
  format: 'iife',
  target: 'es2022',
  platform: 'browser',
  charset: 'utf8',
  legalComments: 'none',
  tsconfig: path.join(page, 'tsconfig.json'),
});

const text = (extension) =>
  outputFiles.find((file) => file.path.endsWith(extension)).text;

const sources = {
  js: ['app', 'text/javascript; charset=utf-8', text('.js')],
  css: ['app', 'text/css; charset=utf-8', text('.css')],
  svg: [
    'icon',
    'image/svg+xml',
    readFileSync(path.join(page, 'icon.svg'), 'utf8').trim(),
  ],
};

let html = readFileSync(path.join(page, 'index.html'), 'utf8')
  // Comments and line breaks in the source are for its readers.
  .replaceAll(/<!--.*?-->/gs, '')
  .replaceAll(/\s*\n\s*/g, ' ')
  .replaceAll(/(?<=>) (?=<)/g, '')
  .replaceAll(/ (?=\/?>)/g, '');
const assets = {};
let total = 0;

for (const [extension, [name, type, content]] of Object.entries(sources)) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const file = `${name}.${hash}.${extension}`;
  html = html.replace(`ui/${name}.${extension}`, `ui/${file}`);
  assets[file] = { type, gzip: gzip(file, content) };
}

writeFileSync(
  path.join(root, 'src/dashboard/assets.generated.ts'),
  `// Made by scripts/build-page.mjs from ui.

export interface PageAsset {
  readonly type: string;
  /** Base64. */
  readonly gzip: string;
}

export const PAGE: {
  /** Base64 of gzip. */
  readonly html: string;
  readonly assets: Readonly<Record<string, PageAsset>>;
} = ${JSON.stringify({ html: gzip('index.html', html), assets }, null, 2)};
`,
);

console.log(`${String(total).padStart(6)} bytes of gzip in all`);
if (total > MAX_GZIP) {
  console.error(`The page has more than ${MAX_GZIP} bytes.`);
  process.exitCode = 1;
}

function gzip(name, content) {
  const bytes = gzipSync(content, { level: 9 });
  // The operating system, which would differ from machine to machine.
  bytes[9] = 255;
  total += bytes.length;
  console.log(`${String(bytes.length).padStart(6)} ${name}`);
  return bytes.toString('base64');
}
