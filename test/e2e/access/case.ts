import type { INestApplication } from '@nestjs/common';
import type { ExpvarModule } from 'nestjs-expvar';

export type Options = NonNullable<Parameters<typeof ExpvarModule.forRoot>[0]>;

/** The settings of an application. Cases with equal settings share one. */
export interface Setting {
  readonly options: Options;
  readonly cors?: Parameters<INestApplication['enableCors']>[0];
  readonly trustsProxies?: true;
}

/** The request of a case. */
export interface TestRequest {
  /** The default is HTTP/1.1 over TCP. */
  readonly over?: 'h2' | 'unix socket' | 'inject';
  readonly version?: '1.0';
  /** The address that the connection pretends to come from. */
  readonly peer?: { readonly address: string | undefined };
  readonly method?: string;
  /** The default is the path of the document. */
  readonly path?: string;
  readonly query?: string;
  /** Header lines as they are sent, with the Host. */
  readonly headers: readonly string[];
}

/** Node itself responds with 400, before any handler runs. */
export type Expected = 'served' | 400 | 401 | 403 | 404 | 405;

export interface Case {
  readonly name: string;
  readonly setting: Setting;
  readonly request: TestRequest;
  readonly expected: Expected;
}

/** Makes one case for each input. */
export function casesFor<T>(
  inputs: readonly T[],
  setting: Setting,
  expected: Expected,
  describe: (input: T) => {
    readonly name: string;
    readonly request: TestRequest;
  },
): Case[] {
  return inputs.map((input) => ({ ...describe(input), setting, expected }));
}

/** A request as `curl localhost:3000/debug/vars` sends it, with more lines. */
export function localRequest(...lines: readonly string[]): TestRequest {
  return requestForHost('localhost:3000', ...lines);
}

export function requestForHost(
  host: string,
  ...lines: readonly string[]
): TestRequest {
  return { headers: [`Host: ${host}`, ...lines] };
}

export function requestFrom(
  address: string | undefined,
  request: TestRequest = localRequest(),
): TestRequest {
  return { ...request, peer: { address } };
}
