import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { RequestsService } from './requests.service.js';

/**
 * What `RequestsMiddleware` is to Express: Fastify tells its hooks which route
 * took the request, but not its middleware.
 */
export function countFastifyRequests(
  adapter: FastifyAdapter,
  requests: RequestsService,
): void {
  adapter.getInstance().addHook('onResponse', (request, reply, done) => {
    const { url } = request.routeOptions;
    requests.count(request.method, url, reply.statusCode);
    done();
  });
}
