// Runs one event through each serverless adapter and returns its response.
import { EventEmitter } from 'node:events';

/**
 * @typedef {{ status: number, body: string }} Response
 *
 * @typedef {object} Connection
 * @property {(path: string) => Promise<Response>} request
 * @property {() => unknown} [close]
 *
 * @typedef {object} Adapter
 * @property {() => Promise<import('@nestjs/core').AbstractHttpAdapter>} platform
 * @property {(app: import('@nestjs/common').INestApplication) => Promise<Connection>} connect
 *
 * @typedef {(event: object, context: object) => Promise<{ statusCode: number, body: unknown }>} Handler
 */

const express = async () => {
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  return new ExpressAdapter();
};

const fastify = async () => {
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return new FastifyAdapter();
};

/**
 * Returns an adapter that wraps an application in a Lambda handler.
 *
 * @param {Adapter['platform']} platform
 * @param {(instance: unknown) => Promise<Handler>} createHandler
 * @returns {Adapter}
 */
function lambda(platform, createHandler) {
  return {
    platform,
    connect: async (app) => {
      const instance = app.getHttpAdapter().getInstance();
      const handler = await createHandler(instance);
      await instance.ready?.();
      return {
        request: async (path) => {
          const result = await handler(lambdaEvent(path), lambdaContext());
          return { status: result.statusCode, body: String(result.body) };
        },
      };
    },
  };
}

/**
 * Returns an adapter that fills a mock response.
 *
 * @param {{ eventEmitter?: typeof EventEmitter }} options
 * @returns {Adapter}
 */
function mocks(options) {
  return {
    platform: express,
    connect: async (app) => {
      const { default: httpMocks } = await import('node-mocks-http');
      const instance = app.getHttpAdapter().getInstance();
      return {
        request: async (path) => {
          const request = httpMocks.createRequest({
            method: 'GET',
            url: path,
            headers: { host: 'localhost' },
          });
          const response = httpMocks.createResponse({
            ...options,
            req: request,
          });
          instance(request, response);
          await until(() => response.writableEnded);
          return {
            status: response.statusCode,
            body: bodyOf(response),
          };
        },
      };
    },
  };
}

/** @type {Record<string, Adapter>} */
export const adapters = {
  'serverless-http 3': lambda(express, async (instance) => {
    const { default: serverless } = await import('serverless-http-3');
    return serverless(instance);
  }),
  'serverless-http 4': lambda(express, async (instance) => {
    const { default: serverless } = await import('serverless-http-4');
    return serverless(instance);
  }),
  'serverless-http 3 with Fastify': lambda(fastify, async (instance) => {
    const { default: serverless } = await import('serverless-http-3');
    return serverless(instance);
  }),
  'serverless-http 4 with Fastify': lambda(fastify, async (instance) => {
    const { default: serverless } = await import('serverless-http-4');
    return serverless(instance);
  }),
  '@codegenie/serverless-express': lambda(express, async (instance) => {
    const { default: serverless } =
      await import('@codegenie/serverless-express');
    return (serverless.default ?? serverless)({ app: instance });
  }),
  '@fastify/aws-lambda': lambda(fastify, async (instance) => {
    const { default: awsLambda } = await import('@fastify/aws-lambda');
    return awsLambda(instance);
  }),
  'aws-serverless-express': {
    platform: express,
    connect: async (app) => {
      const { default: serverless } = await import('aws-serverless-express');
      const server = serverless.createServer(
        app.getHttpAdapter().getInstance(),
      );
      return {
        request: async (path) => {
          const { promise } = serverless.proxy(
            server,
            lambdaEvent(path),
            lambdaContext(),
            'PROMISE',
          );
          const result = await promise;
          return { status: result.statusCode, body: String(result.body) };
        },
        close: () => server.close(),
      };
    },
  },
  'light-my-request': {
    platform: fastify,
    connect: async (app) => {
      const instance = app.getHttpAdapter().getInstance();
      await instance.ready();
      return {
        request: async (path) => {
          const { statusCode, body } = await instance.inject({ url: path });
          return { status: statusCode, body };
        },
      };
    },
  },
  'node-mocks-http': mocks({}),
  'node-mocks-http with events': mocks({ eventEmitter: EventEmitter }),
};

/**
 * Returns an event of API Gateway.
 *
 * @param {string} url
 */
function lambdaEvent(url) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return {
    version: '1.0',
    resource: '/{proxy+}',
    path: pathname,
    httpMethod: 'GET',
    headers: { Host: 'example.execute-api.amazonaws.com' },
    multiValueHeaders: { Host: ['example.execute-api.amazonaws.com'] },
    queryStringParameters: Object.fromEntries(searchParams),
    multiValueQueryStringParameters: Object.fromEntries(
      [...searchParams].map(([key, value]) => [key, [value]]),
    ),
    requestContext: {
      path: pathname,
      stage: 'prod',
      requestId: 'id',
      httpMethod: 'GET',
      identity: { sourceIp: '203.0.113.7' },
    },
    body: null,
    isBase64Encoded: false,
  };
}

function lambdaContext() {
  return { callbackWaitsForEmptyEventLoop: true };
}

/** @param {() => boolean} condition */
async function until(condition) {
  for (let i = 0; i < 500 && !condition(); i++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

/** @param {{ _getBuffer(): Buffer, _getData(): string }} response */
function bodyOf({ _getBuffer: getBuffer, _getData: getData }) {
  const bytes = getBuffer();
  return bytes.length > 0 ? bytes.toString() : getData();
}
