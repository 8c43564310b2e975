import { messages } from '../expvar.messages.js';
import { type HistogramOptions, invalidWindow } from '../vars/histogram-var.js';

/** The option for the application's own requests. */
export interface RequestsOptions {
  /**
   * Publishes the map `http`: the requests that the application answers, by
   * route and status, with their latency.
   *
   * @default false
   */
  readonly http?: boolean | HttpVarsOptions;
}

/** @see HistogramOptions for `window`, of the latency of each route */
export interface HttpVarsOptions extends HistogramOptions {
  /**
   * How many routes, each with one method, are told apart, from 1 to 10000; all
   * others count as `(other)`.
   *
   * @default 200
   */
  readonly maxRoutes?: number;

  /**
   * Whether requests for the page itself count as well.
   *
   * @default false
   */
  readonly debugPage?: boolean;
}

/** The options checked, with defaults. */
export interface ResolvedHttpVarsOptions {
  readonly maxRoutes: number;
  readonly debugPage: boolean;
  readonly latency: HistogramOptions;
}

/** The token of {@link ResolvedHttpVarsOptions}, or of undefined. */
export const REQUESTS_OPTIONS = Symbol('EXPVAR_REQUESTS_OPTIONS');

const MEMBERS: readonly string[] = [
  'maxRoutes',
  'window',
  'debugPage',
] satisfies (keyof HttpVarsOptions)[];

/**
 * @returns undefined where requests are not to be counted
 * @throws Error that names the option and what it may be
 */
export function resolveRequests({
  http = false,
}: RequestsOptions): ResolvedHttpVarsOptions | undefined {
  if (http === false) {
    return undefined;
  }
  if (http !== true && (typeof http !== 'object' || http === null)) {
    throw badOption(
      'http',
      `it must be true, false or { ${MEMBERS.join(', ')} }`,
    );
  }
  const {
    maxRoutes = 200,
    window,
    debugPage = false,
  } = http === true ? {} : http;
  const unknown = Object.keys(http).find((key) => !MEMBERS.includes(key));
  if (unknown !== undefined) {
    throw badOption(
      'http',
      `it has no member ${JSON.stringify(unknown)}; its members are ${MEMBERS.join(', ')}`,
    );
  }
  if (!(Number.isInteger(maxRoutes) && maxRoutes >= 1 && maxRoutes <= 10_000)) {
    throw badOption(
      'http.maxRoutes',
      'it must be a whole number from 1 to 10000',
    );
  }
  if (invalidWindow(window) !== undefined) {
    throw badOption(
      'http.window',
      'it must be a number of seconds, 0.001 or more',
    );
  }
  if (typeof debugPage !== 'boolean') {
    throw badOption('http.debugPage', 'it must be true or false');
  }
  return {
    maxRoutes,
    debugPage,
    latency: window === undefined ? {} : { window },
  };
}

function badOption(option: string, why: string): Error {
  return new Error(messages.badOption(option, why));
}
