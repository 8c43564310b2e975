exports.ExpvarRegistry = require('nestjs-expvar').ExpvarRegistry;
