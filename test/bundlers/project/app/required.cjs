exports.ExpvarRegistry = require('nestjs-expvar').ExpvarRegistry;
exports.readVars = require('nestjs-expvar/testing').readVars;
