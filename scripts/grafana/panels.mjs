/**
 * One panel of the Grafana dashboard. Every line of a panel is one series of the
 * query.
 *
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} query in PromQL, with the variables of Grafana
 * @property {Unit} unit of the values, as Grafana calls it
 * @property {string} legend the names of the labels that tell the lines apart
 */

/** @typedef {'short' | 'reqps' | 'ops' | 'Bps' | 'bytes' | 's' | 'percentunit'} Unit */

const SELECTED = 'job=~"$job",instance=~"$instance"';

/**
 * @param {string} metric
 * @param {string} [matchers]
 */
function select(metric, matchers = '') {
  return `${metric}{${SELECTED}${matchers}}`;
}

/**
 * @param {string} metric
 * @param {string} [matchers]
 */
function rate(metric, matchers) {
  return `rate(${select(metric, matchers)}[$__rate_interval])`;
}

/**
 * @param {string} labels
 * @param {string} expression
 */
function sum(labels, expression) {
  return `sum by (${['job', 'instance', labels].filter(Boolean).join(', ')}) (${expression})`;
}

/**
 * A quantile of a histogram, whether Prometheus has stored it with classic
 * buckets or as a native histogram.
 *
 * @param {number} share
 * @param {string} metric
 * @param {string} labels
 */
function quantile(share, metric, labels) {
  return [
    sum(`le, ${labels}`, rate(`${metric}_bucket`)),
    sum(labels, rate(metric)),
  ]
    .map((buckets) => `histogram_quantile(${share}, ${buckets})`)
    .join(' or ');
}

/**
 * The increase per second of the sum of a histogram, classic or native.
 *
 * @param {string} metric
 * @param {string} labels
 */
function rateOfSum(metric, labels) {
  return `${sum(labels, rate(`${metric}_sum`))} or ${sum(labels, `histogram_sum(${rate(metric)})`)}`;
}

/** @type {readonly Panel[]} */
export const PANELS = [
  {
    title: 'Processes up',
    query: select('up'),
    unit: 'short',
    legend: '',
  },
  {
    title: 'Uptime',
    query: select('node_uptime_seconds'),
    unit: 's',
    legend: '',
  },
  {
    title: 'Responses per second',
    query: sum('status_class', rate('http_server_responses_total')),
    unit: 'reqps',
    legend: 'status_class',
  },
  {
    title: 'Share of failed requests',
    query: `${sum('', rate('http_errors_total'))} / ${sum('', rate('http_requests_total'))}`,
    unit: 'percentunit',
    legend: '',
  },
  {
    title: 'Requests per second by route',
    query: sum(
      'http_request_method, http_route',
      rate('http_server_responses_total'),
    ),
    unit: 'reqps',
    legend: 'http_request_method http_route',
  },
  {
    title: 'Request duration, p90 by route',
    query: quantile(
      0.9,
      'http_server_request_duration_seconds',
      'http_request_method, http_route',
    ),
    unit: 's',
    legend: 'http_request_method http_route',
  },
  {
    title: 'Requests in progress',
    query: select('http_server_active_requests'),
    unit: 'short',
    legend: '',
  },
  {
    title: 'Bytes sent per second',
    query: rate('http_bytes_out_total'),
    unit: 'Bps',
    legend: '',
  },
  {
    title: 'Method calls per second',
    query: rate('method_calls_total'),
    unit: 'ops',
    legend: 'class method',
  },
  {
    title: 'Method errors per second',
    query: rate('method_errors_total'),
    unit: 'ops',
    legend: 'class method',
  },
  {
    title: 'Method latency, p90',
    query: quantile(0.9, 'method_latency_seconds', 'class, method'),
    unit: 's',
    legend: 'class method',
  },
  {
    title: 'Seconds spent in methods per second',
    query: rateOfSum('method_latency_seconds', 'class, method'),
    unit: 'short',
    legend: 'class method',
  },
  {
    title: 'Method calls in progress',
    query: select('method_in_flight'),
    unit: 'short',
    legend: 'class method',
  },
  {
    title: 'CPU cores in use',
    query: `${rate('process_cpu_user_seconds_total')} + ${rate('process_cpu_system_seconds_total')}`,
    unit: 'short',
    legend: '',
  },
  {
    title: 'Event loop utilization',
    query: rate('node_event_loop_active_seconds_total'),
    unit: 'percentunit',
    legend: '',
  },
  {
    title: 'Event loop delay, p99',
    query: select('nodejs_eventloop_lag_p99_seconds'),
    unit: 's',
    legend: '',
  },
  {
    title: 'Resident memory',
    query: select('process_resident_memory_bytes'),
    unit: 'bytes',
    legend: '',
  },
  {
    title: 'Heap in use',
    query: select('nodejs_heap_size_used_bytes'),
    unit: 'bytes',
    legend: '',
  },
  {
    title: 'Heap in use by space',
    query: select('nodejs_heap_space_size_used_bytes'),
    unit: 'bytes',
    legend: 'space',
  },
  {
    title: 'Share of time in garbage collection',
    query: rateOfSum('nodejs_gc_duration_seconds', 'kind'),
    unit: 'percentunit',
    legend: 'kind',
  },
  {
    title: 'Active resources',
    query: select('nodejs_active_resources'),
    unit: 'short',
    legend: 'type',
  },
  {
    title: 'Open file descriptors',
    query: select('process_open_fds'),
    unit: 'short',
    legend: '',
  },
];

/**
 * A query with values in place of Grafana's variables.
 *
 * @param {string} query
 * @param {string} interval such as `1m`
 */
export function withAllProcesses(query, interval) {
  return query
    .replaceAll('$__rate_interval', interval)
    .replaceAll(/\$(?:job|instance)\b/g, '.*');
}
