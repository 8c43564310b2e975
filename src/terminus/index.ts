export {
  type ExpvarHealthDetail,
  ExpvarHealthIndicator,
  type ExpvarHealthRule,
} from './expvar-health.indicator.js';
