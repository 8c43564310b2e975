// Packages that suites install in folders of their own.
declare module '@codegenie/serverless-express';
declare module '@fastify/aws-lambda';
declare module '@rollup/plugin-commonjs';
declare module '@rollup/plugin-json';
declare module '@rollup/plugin-node-resolve';
declare module '@rspack/core';
declare module 'aws-serverless-express';
declare module 'node-mocks-http';
declare module 'rollup';
declare module 'serverless-http-3';
declare module 'serverless-http-4';
declare module 'webpack';
