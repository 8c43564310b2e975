export { type MethodMetricsValue, readMetrics } from './read-metrics.js';
export { type ReadableRegistry, readVars } from './read-vars.js';
export { type IterableRegistry, resetMetrics } from './reset-metrics.js';
