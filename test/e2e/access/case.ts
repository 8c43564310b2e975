import type { INestApplication } from '@nestjs/common';
import type { ExpvarModule } from 'nestjs-expvar';

export type Options = NonNullable<Parameters<typeof ExpvarModule.forRoot>[0]>;

/** How an application is set up; its cases share one. */
export interface Setting {
  readonly options: Options;
  readonly cors?: Parameters<INestApplication['enableCors']>[0];
  readonly trustsProxies?: true;
}

/** A request. */
export interface Asking {
  /** HTTP/1.1 over TCP when it is not said. */
  readonly over?: 'h2' | 'unix socket' | 'inject';
  readonly version?: '1.0';
  /** Given, the connection seems to come from there. */
  readonly peer?: { readonly address: string | undefined };
  readonly method?: string;
  /** That of the page when it is not said. */
  readonly path?: string;
  readonly query?: string;
  /** Lines as they are sent, the Host among them. */
  readonly headers: readonly string[];
}

/** 400 is the answer of Node itself, which does not ask the page. */
export type Expected = 'served' | 400 | 401 | 403 | 404 | 405;

export interface Case {
  readonly name: string;
  readonly setting: Setting;
  readonly asking: Asking;
  readonly expected: Expected;
}

/** One case for each input. */
export function each<T>(
  inputs: readonly T[],
  setting: Setting,
  expected: Expected,
  describe: (input: T) => { readonly name: string; readonly asking: Asking },
): Case[] {
  return inputs.map((input) => ({ ...describe(input), setting, expected }));
}

/** A request as `curl localhost:3000/debug/vars` sends it, and more lines. */
export function local(...lines: readonly string[]): Asking {
  return forHost('localhost:3000', ...lines);
}

export function forHost(host: string, ...lines: readonly string[]): Asking {
  return { headers: [`Host: ${host}`, ...lines] };
}

export function from(
  address: string | undefined,
  asking: Asking = local(),
): Asking {
  return { ...asking, peer: { address } };
}
