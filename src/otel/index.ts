export {
  ExpvarMetricReader,
  type ExpvarMetricReaderOptions,
} from './expvar-metric-reader.js';
export {
  expvarProducer,
  type ExpvarProducer,
  type ExpvarProducerOptions,
} from './expvar-producer.js';
export type * from './metric-data.js';
