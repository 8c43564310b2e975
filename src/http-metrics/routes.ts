import { goMarshalString } from '../encoding/go-string.js';
import { MAX_VALUE_BYTES } from '../encoding/limits.js';
import { indexableKey } from '../support/indexable-key.js';
import { MapVar } from '../vars/map-var.js';
import { MEASURED_CALLS, type MeasuresCalls } from '../vars/measured-calls.js';
import type { VarMeta } from '../vars/var-meta.js';
import type { ResolvedHttpOptions } from '../options/http-metrics.options.js';
import { RouteVars } from './route-vars.js';

const UNMATCHED = '(unmatched)';
const OTHER = '(other)';

/** OpenTelemetry's name for every method that is not in {@link METHODS}. */
const OTHER_METHOD = '_OTHER';

const METHODS = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

/** The most bytes that the totals of `http` take. */
const TOTALS_BYTES = 512;

/**
 * Stores the variables of as many routes and methods as fit into the map
 * `http`.
 */
export class Routes {
  static readonly meta: VarMeta = {
    description:
      'Requests by route and method; (unmatched) took no route, (other) those beyond maxRoutes',
    label: ['http_request_method', 'http_route'],
    each: RouteVars.meta,
  };

  readonly map = new MapVar();
  /** The routes by template and method. Finding a route creates no key. */
  private readonly known = new Map<string, Map<string, RouteVars>>();
  /** All routes by their key in the map. */
  private readonly byKey = new Map<string, RouteVars>();
  private readonly unmatched: RouteVars;
  private readonly routeBytes: number;
  private bytesLeft = MAX_VALUE_BYTES - TOTALS_BYTES;
  private routesLeft: number;
  private other: RouteVars | undefined;

  constructor(private readonly options: ResolvedHttpOptions) {
    this.routesLeft = options.maxRoutes;
    this.routeBytes = RouteVars.maxBytes(options);
    this.bytesLeft -= this.bytesOf(UNMATCHED) + this.bytesOf(OTHER);
    this.unmatched = this.publish(UNMATCHED);
    Object.defineProperty(this.map, MEASURED_CALLS, {
      value: () => this.measuredCalls(),
    } satisfies PropertyDescriptor);
  }

  /**
   * Finds the variables of a route.
   *
   * Hot path: every request calls it.
   *
   * @param template the path of the route; undefined when no route matched
   */
  find(method: string, template: string | undefined): RouteVars {
    if (template === undefined) {
      return this.unmatched;
    }
    const known = METHODS.has(method) ? method : OTHER_METHOD;
    return this.known.get(template)?.get(known) ?? this.add(known, template);
  }

  private add(method: string, template: string): RouteVars {
    const key = indexableKey(`${method} ${template}`);
    const bytes = this.routesLeft > 0 ? this.bytesOf(key) : Infinity;
    if (bytes > this.bytesLeft) {
      return (this.other ??= this.publish(OTHER));
    }
    this.routesLeft--;
    this.bytesLeft -= bytes;
    const vars = this.publish(key);
    const byMethod = this.known.get(template) ?? new Map<string, RouteVars>();
    this.known.set(template, byMethod.set(method, vars));
    return vars;
  }

  private *measuredCalls(): ReturnType<MeasuresCalls[typeof MEASURED_CALLS]> {
    for (const [key, vars] of this.byKey) {
      // The application may have removed the key.
      if (this.map.get(key) === vars.map) {
        yield [[key], vars];
      }
    }
  }

  private publish(key: string): RouteVars {
    const vars = new RouteVars(this.options);
    this.byKey.set(key, vars);
    this.map.set(key, vars.map);
    return vars;
  }

  /** The bytes of a route in a document, its key and separators included. */
  private bytesOf(key: string): number {
    return Buffer.byteLength(goMarshalString(key)) + 4 + this.routeBytes;
  }
}
