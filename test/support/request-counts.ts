import type { INestApplicationContext } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';

/** The map `http` of a document. */
export interface HttpVars {
  readonly aborted: number;
  readonly bytesOut: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly requests: number;
  readonly routes: Readonly<
    Record<
      string,
      {
        readonly aborted: number;
        readonly bytesOut: number;
        readonly errors: number;
        readonly latency: { readonly count: number };
        readonly requests: Readonly<Record<string, number>>;
      }
    >
  >;
}

/** The map `http` of an application. */
export async function httpVars(
  app: INestApplicationContext,
): Promise<HttpVars> {
  const document = await app.get(ExpvarRegistry).render();
  return (JSON.parse(document.toString()) as { http: HttpVars }).http;
}

/** The number of responses by route and class of status. */
export async function countResponses(app: INestApplicationContext) {
  const { routes } = await httpVars(app);
  return Object.fromEntries(
    Object.entries(routes)
      .filter(([, { requests }]) => Object.keys(requests).length > 0)
      .map(([route, { requests }]) => [route, requests]),
  );
}
