import { performance } from 'node:perf_hooks';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import type { MapVar } from '../vars/map-var.js';
import { varTypeOf } from '../vars/var.js';
import { AskedVars } from './asked-vars.js';
import { Catalog } from './catalog.js';
import { Metas } from './metas.js';
import type {
  Failure,
  Frame,
  HistoryAnswer,
  ProcessIdentity,
  State,
} from './protocol.js';
import { Ring, RING_LENGTH } from './ring.js';
import { NODE_GROUPS, numberIn, RuntimeFigures } from './runtime-figures.js';
import { type JsonObject, takeDocument, takeNumbers } from './take-document.js';
import { takeStored } from './take-stored.js';

/** Samples the variables, and keeps the last ten minutes. */
export class Sampler {
  private readonly catalog = new Catalog();
  private readonly figures = new RuntimeFigures();
  private readonly metas: Metas;
  private readonly askedVars: AskedVars;
  private readonly times = new Ring();
  private tick = -1;
  private at = 0;
  /** Of the last sample of everything. */
  private node: JsonObject = {};
  private failures: readonly Failure[] = [];
  private omitted = 0;
  private isWhole = false;

  /** @param deadline how long async variables are waited for, in ms */
  constructor(
    private readonly registry: ExpvarRegistry,
    deadline: number,
  ) {
    this.metas = new Metas(registry);
    this.askedVars = new AskedVars(deadline);
  }

  get lastTick(): number {
    return this.tick;
  }

  /** Whether the last sample was of everything. */
  get hasEverything(): boolean {
    return this.isWhole;
  }

  /**
   * Samples what is stored, and runs no code of the application but that of
   * variables that ask for it.
   */
  async takeStored(): Promise<void> {
    this.begin();
    this.isWhole = false;
    const { catalog, registry, tick } = this;
    this.figures.take(this.readNode(), tick, performance.now());
    const asked = takeStored(catalog, registry, tick);
    if (asked.length > 0) {
      const values = await this.askedVars.read(
        asked.map(({ variable }) => variable),
      );
      for (const [i, { branch, key }] of asked.entries()) {
        takeNumbers(catalog, branch, key, values[i]!, tick);
      }
    }
    catalog.record(tick);
  }

  /** Samples everything, as a scrape does. @returns what has changed */
  async takeAll(): Promise<Frame> {
    const start = Date.now();
    const document = JSON.parse(
      (await this.registry.render()).toString(),
    ) as JsonObject;
    this.begin();
    const { tick, at, omitted: omittedBefore } = this;
    const node = objectIn(document, 'node');
    const runtime = this.figures.take(node, tick, performance.now());
    const changes = takeDocument(this.catalog, document, tick);
    const { added, removed, values, omitted } = changes;
    this.catalog.record(tick);
    this.node = node;
    this.omitted = omitted;
    this.isWhole = true;
    const metas = this.metas.of(added.map(([, path]) => path));
    const haveFailuresChanged = this.takeFailures(start);
    return {
      tick,
      at,
      runtime,
      values,
      ...(added.length > 0 && { added }),
      ...(removed.length > 0 && { removed }),
      ...(metas.length > 0 && { metas }),
      ...(haveFailuresChanged && { failures: this.failures }),
      ...(omitted !== omittedBefore && { omitted }),
    };
  }

  /** All that is known, of a sample of everything. */
  state(process: ProcessIdentity, history: boolean, intervalMs: number): State {
    const { tick, at, node, failures, omitted } = this;
    const count = this.count;
    return {
      process,
      tick,
      at,
      intervalMs,
      history,
      heapLimit: numberIn(node, 'heap', 'sizeLimit') ?? null,
      cpus: numberIn(node, 'cpu', 'available') ?? null,
      runtime: {
        at: this.timesOf(count),
        series: this.figures.history(count, tick),
      },
      variables: [...this.catalog.leaves]
        .filter(({ isShown }) => isShown)
        .map(({ id, path, value }) => [id, path, value]),
      metas: this.metas.all(),
      failures,
      omitted,
    };
  }

  history(ids: readonly number[]): HistoryAnswer {
    const { tick, count } = this;
    const series: Record<string, readonly (number | null)[]> = {};
    for (const id of ids) {
      const ring = this.catalog.get(id)?.ring;
      if (ring !== undefined) {
        series[id] = ring.last(count, tick);
      }
    }
    return { tick, at: this.timesOf(count), series };
  }

  private get count(): number {
    return Math.min(this.tick + 1, RING_LENGTH);
  }

  private begin(): void {
    this.tick++;
    this.at = Date.now();
    this.times.set(this.tick, this.at);
  }

  private timesOf(count: number): number[] {
    return this.times.last(count, this.tick) as number[];
  }

  private readNode(): JsonObject {
    const map = this.registry.get('node');
    // The application may have published another of the name.
    const { source } = this.registry.meta('node') ?? {};
    if (varTypeOf(map) !== 'map' || source !== 'nestjs-expvar') {
      return {};
    }
    const node: Record<string, JsonObject> = {};
    for (const group of NODE_GROUPS) {
      const variable = (map as MapVar).get(group);
      if (variable) {
        node[group] = JSON.parse(variable.toString()) as JsonObject;
      }
    }
    return node;
  }

  /** @returns whether viewers know others */
  private takeFailures(start: number): boolean {
    const before = JSON.stringify(this.failures.map(pathAndReason));
    this.failures = this.registry
      .failures()
      .filter(({ at }) => at.getTime() >= start)
      .map(({ path, reason, at, count }) => ({
        path,
        reason,
        at: at.getTime(),
        count,
      }));
    return before !== JSON.stringify(this.failures.map(pathAndReason));
  }
}

function pathAndReason({ path, reason }: Failure) {
  return { path, reason };
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return typeof value === 'object' && value !== null
    ? (value as JsonObject)
    : {};
}
