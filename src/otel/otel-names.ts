import { toSnakeCase } from '../metrics/label-name.js';
import type { FamilyProperties } from '../metrics/metric-family.js';

/** The names of a metric and its attributes in OpenTelemetry. */
export interface OtelNames {
  readonly name: string;
  /** The attributes of labels. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Attributes that every point of the metric has. */
  readonly constant?: Readonly<Record<string, string>>;
}

/**
 * The metrics of Prometheus that OpenTelemetry's semantic conventions name:
 * https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/ and the
 * pages beside it.
 */
const SEMANTIC_CONVENTIONS: Readonly<Record<string, OtelNames>> = {
  http_server_request_duration_seconds: {
    name: 'http.server.request.duration',
    attributes: {
      http_request_method: 'http.request.method',
      http_route: 'http.route',
    },
  },
  nodejs_eventloop_lag_min_seconds: { name: 'nodejs.eventloop.delay.min' },
  nodejs_eventloop_lag_max_seconds: { name: 'nodejs.eventloop.delay.max' },
  nodejs_eventloop_lag_p50_seconds: { name: 'nodejs.eventloop.delay.p50' },
  nodejs_eventloop_lag_p90_seconds: { name: 'nodejs.eventloop.delay.p90' },
  nodejs_eventloop_lag_p99_seconds: { name: 'nodejs.eventloop.delay.p99' },
  nodejs_gc_duration_seconds: {
    name: 'v8js.gc.duration',
    attributes: { kind: 'v8js.gc.type' },
  },
  nodejs_heap_space_size_used_bytes: {
    name: 'v8js.memory.heap.used',
    attributes: { space: 'v8js.heap.space.name' },
  },
  nodejs_heap_space_size_available_bytes: {
    name: 'v8js.heap.space.available_size',
    attributes: { space: 'v8js.heap.space.name' },
  },
  process_cpu_system_seconds_total: {
    name: 'process.cpu.time',
    constant: { 'cpu.mode': 'system' },
  },
  process_cpu_user_seconds_total: {
    name: 'process.cpu.time',
    constant: { 'cpu.mode': 'user' },
  },
  process_open_fds: { name: 'process.unix.file_descriptor.count' },
  process_resident_memory_bytes: { name: 'process.memory.usage' },
};

/**
 * Names a family as OpenTelemetry does: by the semantic conventions, by the name
 * that its metadata states, or by its path in snake_case with dots.
 */
export function otelNames({ fullName, path }: FamilyProperties): OtelNames {
  if (fullName === undefined) {
    return { name: path.map(toSnakeCase).join('.') };
  }
  return Object.hasOwn(SEMANTIC_CONVENTIONS, fullName)
    ? SEMANTIC_CONVENTIONS[fullName]!
    : { name: fullName };
}
