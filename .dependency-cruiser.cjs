// The rules for imports in src and ui, which `npm run lint` checks.

/**
 * The parts of src, from the bottom up. A part may import the part named in
 * `uses` and every part below it, but only the files named in `entries`.
 *
 * @type {Record<string, { uses: string[], entries: string[] }>}
 */
const parts = {
  encoding: {
    uses: [],
    entries: [
      'byte-writer',
      'go-duration',
      'go-float',
      'go-marshal',
      'go-string',
      'key-order',
      'limits',
      'plain-value',
    ],
  },
  vars: {
    uses: ['encoding'],
    entries: [
      'bucket-bounds',
      'bucket-counts',
      'float-var',
      'func-var',
      'histogram-var',
      'int-var',
      'log-linear-buckets',
      'map-var',
      'measured-calls',
      'property-var',
      'rate-var',
      'sorted-entries',
      'standalone-writer',
      'sorted-index',
      'string-var',
      'var',
      'var-evaluator',
      'var-meta',
      'var-metrics',
      'var-types',
      'var-writer',
    ],
  },
  evaluation: {
    uses: ['vars'],
    entries: [
      'evaluated-vars',
      'failure-log',
      'func-evaluation',
      'metadata-store',
      'selected-vars',
      'single-flight',
      'visit-values',
    ],
  },
  exposition: {
    uses: ['evaluation'],
    entries: ['document-renderer'],
  },
  registry: {
    uses: ['exposition'],
    entries: ['check-var-meta', 'expvar.registry', 'registry-errors'],
  },
  discovery: {
    uses: ['registry'],
    entries: [
      'discovery-errors',
      'expose-var-map.decorator',
      'expose-var.decorator',
      'exposed-member',
      'expvar.explorer',
      'inject-var.decorator',
    ],
  },
  instrument: {
    uses: ['discovery'],
    entries: [
      'counted.decorator',
      'instrument.options',
      'reset',
      'timed.decorator',
    ],
  },
  process: {
    uses: ['registry'],
    entries: [
      'gc-recorder',
      'memstats',
      'node/node-group-collectors',
      'process-vars',
    ],
  },
  'http-metrics': {
    uses: ['registry'],
    entries: ['http-metrics'],
  },
  http: {
    uses: ['registry'],
    entries: [
      'access/access-rule',
      'access/clear-text-warning',
      'access/denial-log',
      'document-formats',
      'expvar.controller',
      'expvar.handler',
      'expvar.server',
      'reply',
      'reply-tracker',
      'sub-routes',
    ],
  },
  metrics: {
    uses: ['registry'],
    entries: ['label-name', 'metric-collector', 'metric-family', 'number-run'],
  },
  prometheus: {
    uses: ['http', 'metrics'],
    entries: ['prometheus-formats'],
  },
  dashboard: {
    uses: ['http'],
    entries: ['dashboard', 'protocol', 'protocol/types'],
  },
};

/**
 * The subpaths of the package, such as `nestjs-expvar/testing`, each with the
 * files of parts that its bundle has a copy of: they have no class of a variable
 * and no state of a module. Subpaths work on the registry that they are given, and
 * may import any type. All but testing import the package itself, by its name.
 *
 * @type {Record<string, string[]>}
 */
const subpaths = {
  otel: [
    'index',
    'metrics/label-name',
    'metrics/metric-collector',
    'metrics/number-run',
  ],
  'prom-client': ['index', 'vars/var-metrics'],
  terminus: ['index', 'registry/check-var-meta', 'vars/var-meta'],
  testing: ['discovery/exposed-member', 'instrument/reset'],
};

/**
 * Every part below a part.
 *
 * @param {string} part
 * @returns {string[]}
 */
function below(part) {
  const uses = parts[part]?.uses ?? [];
  return [...uses, ...uses.flatMap(below)];
}

const anyPart = Object.keys(parts).join('|');

const inAPart = `^src/(?:${anyPart})/`;

const entryPoints = Object.entries(parts).map(
  ([part, { entries }]) => `^src/${part}/(?:${entries.join('|')})\\.ts$`,
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.keys(parts).map((part) => ({
      name: `${part}-imports-only-parts-below`,
      severity: 'error',
      from: { path: `^src/${part}/` },
      to: {
        path: '^(?:src|ui)/',
        pathNot: `^src/(?:${[part, ...below(part), 'support', 'options'].join('|')})/`,
      },
    })),
    ...Object.entries(subpaths).map(([subpath, copied]) => ({
      name: `${subpath}-imports-only-values-that-it-may-copy`,
      severity: 'error',
      from: { path: `^src/${subpath}/` },
      to: {
        path: '^(?:src|ui)/',
        pathNot: [
          `^src/(?:${subpath}|support)/`,
          ...copied.map((file) => `^src/${file}\\.ts$`),
        ],
        dependencyTypesNot: ['type-only'],
      },
    })),
    {
      name: 'nothing-imports-subpaths',
      severity: 'error',
      from: { path: '^(?:src|ui)/([^/]*)' },
      to: {
        path: `^src/(?:${Object.keys(subpaths).join('|')})/`,
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'parts-import-only-entry-points-of-other-parts',
      comment: 'Import a file that `entries` lists, or add the file to it.',
      severity: 'error',
      from: { path: '^src/([^/]*)' },
      to: { path: inAPart, pathNot: ['^src/$1/', ...entryPoints] },
    },
    {
      name: 'parts-import-only-types-of-options',
      comment: 'A part receives resolved options. Root files resolve them.',
      severity: 'error',
      from: { path: inAPart },
      to: { path: '^src/options/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'options-import-values-only-from-registry-and-below',
      severity: 'error',
      from: { path: '^src/options/' },
      to: {
        path: '^(?:src|ui)/',
        pathNot: `^src/(?:${['options', 'support', 'registry', ...below('registry')].join('|')})/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'support-imports-no-part',
      severity: 'error',
      from: { path: '^src/support/' },
      to: { path: '^(?:src|ui)/', pathNot: '^src/support/' },
    },
    {
      name: 'ui-imports-only-the-protocol-of-the-dashboard',
      severity: 'error',
      from: { path: '^ui/' },
      to: { path: '^src/', pathNot: '^src/dashboard/protocol/' },
    },
    {
      name: 'state-of-the-page-has-no-view',
      comment: 'Signals come from @preact/signals-core.',
      severity: 'error',
      from: { path: '^ui/state/' },
      to: {
        path: [
          '^ui/(?:charts|components|transport)/',
          '^preact|^@preact/signals$|node_modules/(?:preact|@preact/signals)/',
        ],
      },
    },
    {
      name: 'src-imports-only-peer-dependencies',
      comment: 'The published package has no dependencies beyond its peers.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer', 'type-only'],
      },
    },
    {
      name: 'only-terminus-imports-nestjs-terminus',
      comment: 'It is an optional peer.',
      severity: 'error',
      from: { pathNot: '^src/terminus/' },
      to: { path: '@nestjs/terminus' },
    },
    {
      name: 'prometheus-is-removable',
      comment: 'One file has one line that imports the part.',
      severity: 'error',
      from: {
        path: '^(?:src|ui)/',
        pathNot: '^src/(?:prometheus/|expvar\\.module-definition\\.ts$)',
      },
      to: { path: '^src/prometheus/' },
    },
    {
      name: 'no-cycles',
      comment: 'Imports of types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-imports-of-missing-files',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.generated\\.ts$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
