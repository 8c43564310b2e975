/**
 * A measured figure, in the order of the report.
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} suite the program in this folder that measures it
 * @property {string} name
 * @property {string} unit of the figures `ours` and `peer`
 * @property {number} goal the most that ours / peer may be, or with `atLeast`
 *   the least
 * @property {Readonly<Record<number, number>>} [goalOn] goals that differ, by
 *   Node's major version
 * @property {boolean} [atLeast]
 * @property {boolean} [needsGo] true for rows that are left out without Go
 */

/** @type {readonly Row[]} */
export const ROWS = [
  {
    group: 'update',
    suite: 'update/int.mjs',
    name: 'IntVar.add(1) / bare field increment',
    unit: 'ns',
    goal: 1.25,
  },
  {
    group: 'update',
    suite: 'update/int.mjs',
    name: 'IntVar.add(1) beyond 2^53 / of small values',
    unit: 'ns',
    goal: 1.2,
  },
  {
    group: 'update',
    suite: 'update/int.mjs',
    name: 'IntVar.add(1) / prom-client Counter.inc()',
    unit: 'ns',
    goal: 1 / 12,
    goalOn: { 20: 1 / 7 },
  },
  {
    group: 'update',
    suite: 'update/open-telemetry.mjs',
    name: 'IntVar.add(1) / OpenTelemetry counter.add(1)',
    unit: 'ns',
    goal: 1 / 50,
  },
  {
    group: 'update',
    suite: 'update/go.mjs',
    name: "IntVar.add(1) / Go's expvar.Int.Add(1)",
    unit: 'ns',
    goal: 0.7,
    needsGo: true,
  },
  {
    group: 'update',
    suite: 'update/float.mjs',
    name: 'FloatVar.add(0.5) / bare float64 field',
    unit: 'ns',
    goal: 1.15,
  },
  {
    group: 'update',
    suite: 'update/map.mjs',
    name: 'MapVar.add(key), 16 keys / bare Map.get(key).value += 1',
    unit: 'ns',
    goal: 1.4,
    goalOn: { 26: 1.7 },
  },
  {
    group: 'update',
    suite: 'update/map.mjs',
    name: 'MapVar.add(key), 16 keys / prom-client Counter.inc({ key })',
    unit: 'ns',
    goal: 1 / 9,
  },
  {
    group: 'scrape',
    suite: 'scrape/ints.mjs',
    name: '10,000 IntVars / JSON.stringify of a prebuilt object',
    unit: 'µs',
    goal: 0.3,
    goalOn: { 26: 0.4 },
  },
  {
    group: 'scrape',
    suite: 'scrape/ints.mjs',
    name: '10,000 IntVars / prom-client registry.metrics()',
    unit: 'µs',
    goal: 1 / 40,
  },
  {
    group: 'scrape',
    suite: 'scrape/few-ints.mjs',
    name: '1,000 IntVars / building an object and JSON.stringify',
    unit: 'µs',
    goal: 0.12,
    goalOn: { 24: 0.15, 26: 0.15 },
  },
  {
    group: 'scrape',
    suite: 'scrape/many-ints.mjs',
    name: '100,000 IntVars / JSON.stringify of a prebuilt object',
    unit: 'µs',
    goal: 0.17,
  },
  {
    group: 'scrape',
    suite: 'scrape/maps.mjs',
    name: '10,000 maps of 10 / JSON.stringify of a prebuilt object',
    unit: 'µs',
    goal: 0.8,
  },
  {
    group: 'scrape',
    suite: 'scrape/strings.mjs',
    name: '10,000 StringVars, all changed / JSON.stringify of a prebuilt object',
    unit: 'µs',
    goal: 0.75,
  },
  {
    group: 'scrape',
    suite: 'scrape/floats.mjs',
    name: '10,000 FloatVars, all changed / JSON.stringify of a prebuilt object',
    unit: 'µs',
    goal: 1.4,
  },
  {
    group: 'scrape',
    suite: 'scrape/allocation.mjs',
    name: 'bytes allocated by a scrape of 10,000 IntVars / of its document',
    unit: 'B',
    goal: 1.15,
  },
  {
    group: 'scrape',
    suite: 'scrape/allocation.mjs',
    name: 'bytes allocated by a scrape of 10,000 FloatVars / of its document',
    unit: 'B',
    goal: 2.5,
  },
  {
    group: 'scrape',
    suite: 'scrape/event-loop.mjs',
    name: '100,000 variables: longest block of the event loop / prom-client',
    unit: 'ms',
    goal: 1 / 60,
  },
  {
    group: 'scrape',
    suite: 'scrape/event-loop.mjs',
    name: '100,000 variables, first scrape: longest block / prom-client',
    unit: 'ms',
    goal: 1 / 25,
  },
  {
    group: 'scrape',
    suite: 'scrape/defaults.mjs',
    name: "cmdline, memstats and node / prom-client's default metrics",
    unit: 'µs',
    goal: 1 / 4,
  },
  {
    group: 'scrape',
    suite: 'scrape/defaults.mjs',
    name: "memstats / prom-client's default metrics",
    unit: 'µs',
    goal: 1 / 4,
  },
  {
    group: 'scrape',
    suite: 'scrape/large-process.mjs',
    name: 'cmdline, memstats and node: 1 GB heap, 10,000 timers, 2,000 sockets / small process',
    unit: 'µs',
    goal: 10,
  },
  {
    group: 'instrument',
    suite: 'instrument/histogram.mjs',
    name: 'HistogramVar.record(value) / IntVar.add(1)',
    unit: 'ns',
    goal: 5,
  },
  {
    group: 'instrument',
    suite: 'instrument/histogram.mjs',
    name: "HistogramVar.record(value) / DDSketch's accept(value)",
    unit: 'ns',
    goal: 1 / 3,
  },
  {
    group: 'instrument',
    suite: 'instrument/histogram.mjs',
    name: 'HistogramVar.record(value) / prom-client Histogram.observe(value)',
    unit: 'ns',
    goal: 1 / 25,
  },
  {
    group: 'instrument',
    suite: 'instrument/counted.mjs',
    name: '@Counted on an empty method, what it adds / IntVar.add(1)',
    unit: 'ns',
    goal: 5,
  },
  {
    group: 'instrument',
    suite: 'instrument/counted.mjs',
    name: '@Counted on a method of 100 ns, what it adds / IntVar.add(1)',
    unit: 'ns',
    goal: 5,
  },
  {
    group: 'instrument',
    suite: 'instrument/timed.mjs',
    name: '@Timed on an empty method / two calls of performance.now()',
    unit: 'ns',
    goal: 1.4,
  },
  {
    group: 'instrument',
    suite: 'instrument/timed.mjs',
    name: "@Timed on an empty method / a wrapper with prom-client's startTimer",
    unit: 'ns',
    goal: 1 / 3,
    // Reading the clock twice costs 0.3 there.
    goalOn: { 24: 0.4, 26: 0.4 },
  },
  {
    group: 'instrument',
    suite: 'instrument/timed.mjs',
    name: '@Timed on a method with one await / the method itself',
    unit: 'ns',
    goal: 2.6,
    goalOn: { 26: 2.9 },
  },
  {
    group: 'instrument',
    suite: 'instrument/http.mjs',
    name: 'Hello World on Fastify with http: true / without',
    unit: 'µs/req',
    goal: 1.1,
  },
  {
    group: 'idle',
    suite: 'idle/idle.mjs',
    name: 'CPU time of an idle application, beyond the same without the module / 1 ms per second',
    unit: 'ms/s',
    goal: 1,
  },
  {
    group: 'dashboard',
    suite: 'dashboard/idle.mjs',
    name: 'CPU time of the dashboard while nobody watches / 1 ms per second',
    unit: 'ms/s',
    goal: 0.6,
  },
  {
    group: 'dashboard',
    suite: 'dashboard/idle.mjs',
    name: 'the same with 2,000 IntVars / 1 ms per second',
    unit: 'ms/s',
    goal: 0.8,
  },
  {
    group: 'dashboard',
    suite: 'dashboard/viewers.mjs',
    name: 'CPU time of each further viewer, 1,000 changes / 0.15 ms per second',
    unit: 'ms/s',
    goal: 1,
  },
  {
    group: 'start-up',
    suite: 'start-up/discovery.mjs',
    name: 'discovery / bootstrap of the same application without the module',
    unit: 'ms',
    goal: 0.03,
    goalOn: { 26: 0.04 },
  },
  {
    group: 'start-up',
    suite: 'start-up/discovery.mjs',
    name: 'discovery / MetadataScanner walk over the same providers',
    unit: 'ms',
    goal: 0.3,
  },
  {
    group: 'memory',
    suite: 'memory/counter.mjs',
    name: 'bytes per registered IntVar / prom-client Counter',
    unit: 'B',
    goal: 0.6,
  },
  {
    group: 'memory',
    suite: 'memory/counter.mjs',
    name: 'bytes per registered IntVar / prom-client Counter, after a scrape',
    unit: 'B',
    goal: 0.6,
  },
  {
    group: 'http',
    suite: 'http/fastify.mjs',
    name: 'Nest with Fastify, 280 variables / nestjs-prometheus, 280 counters',
    unit: 'µs/req',
    goal: 1 / 6,
    goalOn: { 20: 1 / 8 },
  },
  {
    group: 'http',
    suite: 'http/express.mjs',
    name: 'Nest with Express, 280 variables / nestjs-prometheus, 280 counters',
    unit: 'µs/req',
    goal: 1 / 5,
    goalOn: { 20: 1 / 4 },
  },
  {
    group: 'http',
    suite: 'http/fastify.mjs',
    name: 'Nest with Fastify, 280 variables / bare Fastify that renders and sends the same',
    unit: 'µs/req',
    goal: 1.4,
  },
  {
    group: 'http',
    suite: 'http/own-port.mjs',
    name: 'own port, 280 variables / bare node:http that renders and sends it',
    unit: 'req/s',
    goal: 0.85,
    atLeast: true,
  },
  {
    group: 'http',
    suite: 'http/default-document.mjs',
    name: 'Nest with Fastify, defaults and 280 variables / nestjs-prometheus, the same',
    unit: 'µs/req',
    goal: 1 / 5,
  },
  {
    group: 'http',
    suite: 'http/default-document.mjs',
    name: 'Nest with Express, defaults and 280 variables / nestjs-prometheus, the same',
    unit: 'µs/req',
    goal: 1 / 4,
  },
  {
    group: 'http',
    suite: 'http/go.mjs',
    name: '10,000 variables, Nest with Fastify / expvar of Go',
    unit: 'µs/req',
    goal: 1 / 3,
    needsGo: true,
  },
  {
    group: 'http',
    suite: 'http/go.mjs',
    name: '28,000 variables, Nest with Fastify / expvar of Go',
    unit: 'µs/req',
    goal: 1 / 4,
    needsGo: true,
  },
];

/**
 * The flags of Node that suites need.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const FLAGS = {
  'scrape/allocation.mjs': [
    '--expose-gc',
    '--min-semi-space-size=64',
    '--max-semi-space-size=64',
  ],
  'scrape/event-loop.mjs': ['--expose-gc'],
  'scrape/large-process.mjs': ['--max-old-space-size=3072'],
  // Without it, V8 collects an idle heap in one of the processes, but not the other.
  'idle/idle.mjs': ['--no-memory-reducer'],
  'dashboard/idle.mjs': ['--no-memory-reducer'],
  'start-up/discovery.mjs': ['--expose-gc'],
  'memory/counter.mjs': ['--expose-gc'],
};
