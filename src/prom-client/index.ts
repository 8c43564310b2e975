export { fromPromClient, type PromClientRegister } from './from-prom-client.js';
