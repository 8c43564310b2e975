export {
  ExposeVar,
  type ExposeVarOptions,
} from './discovery/expose-var.decorator.js';
export { ExposeVarMap } from './discovery/expose-var-map.decorator.js';
export { getVarToken, InjectVar } from './discovery/inject-var.decorator.js';
export { goDuration } from './encoding/go-duration.js';
export type { FeatureVar } from './options/feature.options.js';
export { ExpvarModule } from './expvar.module.js';
export type {
  Access,
  AccessFunction,
  AccessOptions,
} from './options/access.options.js';
export type {
  DashboardLimits,
  DashboardOptions,
  ProcessLimit,
} from './options/dashboard.options.js';
export type {
  HttpMetricsOptions,
  HttpVarsOptions,
} from './options/http-metrics.options.js';
export type {
  ExpvarModuleAsyncOptions,
  ExpvarModuleExtras,
  ExpvarModuleOptions,
  ExpvarOptionsFactory,
  ExpvarServerOptions,
} from './options/module.options.js';
export type {
  CmdlineFilter,
  MemStatsOptions,
  NodeVarsOptions,
  RuntimeOptions,
} from './options/process.options.js';
export type {
  PrometheusModuleOptions,
  PrometheusOptions,
} from './options/prometheus.options.js';
export { Counted } from './instrument/counted.decorator.js';
export type {
  CountedOptions,
  LatencyUnit,
  TimedOptions,
} from './instrument/instrument.options.js';
export { Timed } from './instrument/timed.decorator.js';
export {
  ExpvarRegistry,
  type RegistryEntry,
} from './registry/expvar.registry.js';
export type { VarFailure } from './evaluation/failure-log.js';
export type {
  LimitLevel,
  VarKind,
  VarLimits,
  VarMeta,
} from './vars/var-meta.js';
export type { CountedCollections } from './process/gc-recorder.js';
export type { MemStats } from './process/memstats.js';
export type { NodeGroupName } from './process/node/node-group-collectors.js';
export { FloatVar } from './vars/float-var.js';
export { FuncVar } from './vars/func-var.js';
export {
  type HistogramOptions,
  type HistogramSummary,
  type HistogramValue,
  HistogramVar,
} from './vars/histogram-var.js';
export { IntVar } from './vars/int-var.js';
export { type KeyValue, MapVar } from './vars/map-var.js';
export { type RateValue, RateVar } from './vars/rate-var.js';
export { StringVar } from './vars/string-var.js';
export { Var, type VarClass } from './vars/var.js';
