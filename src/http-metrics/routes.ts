import { MapVar } from '../vars/map-var.js';
import type { ResolvedHttpVarsOptions } from './http-metrics.options.js';
import { RouteVars } from './route-vars.js';

const UNMATCHED = '(unmatched)';
const OTHER = '(other)';

/** What is counted of each route and method, as far as there is room. */
export class Routes {
  readonly map = new MapVar();
  /** By template and method, so that no key need be put together. */
  private readonly known = new Map<string, Map<string, RouteVars>>();
  private size = 0;
  private readonly unmatched: RouteVars;
  private other: RouteVars | undefined;

  constructor(private readonly options: ResolvedHttpVarsOptions) {
    this.unmatched = this.make(UNMATCHED);
  }

  /**
   * Hot path: every request looks its route up.
   *
   * @param template of the route's path; undefined where no route matched
   */
  of(method: string, template: string | undefined): RouteVars {
    return template === undefined
      ? this.unmatched
      : (this.known.get(template)?.get(method) ?? this.add(method, template));
  }

  private add(method: string, template: string): RouteVars {
    if (this.size >= this.options.maxRoutes) {
      return (this.other ??= this.make(OTHER));
    }
    this.size++;
    const vars = this.make(`${method} ${template}`);
    const byMethod = this.known.get(template) ?? new Map<string, RouteVars>();
    this.known.set(template, byMethod.set(method, vars));
    return vars;
  }

  private make(key: string): RouteVars {
    const vars = new RouteVars(this.options.latency);
    this.map.set(key, vars.map);
    return vars;
  }
}
