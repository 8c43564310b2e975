// These are the imports of the tests of variables. The other parts of the package
// would be loaded for every mutant.
export { goDuration } from '../../src/encoding/go-duration.js';
export { ExpvarRegistry } from '../../src/registry/expvar.registry.js';
export { FloatVar } from '../../src/vars/float-var.js';
export { FuncVar } from '../../src/vars/func-var.js';
export { HistogramVar } from '../../src/vars/histogram-var.js';
export { IntVar } from '../../src/vars/int-var.js';
export { MapVar } from '../../src/vars/map-var.js';
export { RateVar } from '../../src/vars/rate-var.js';
export { StringVar } from '../../src/vars/string-var.js';
export { Var } from '../../src/vars/var.js';
