import { Injectable, Logger } from '@nestjs/common';
import { ByteWriter } from '../encoding/byte-writer.js';
import { compareKeys } from '../encoding/key-order.js';
import { messages } from '../expvar.messages.js';
import { FloatVar } from '../vars/float-var.js';
import { FuncVar } from '../vars/func-var.js';
import { IntVar } from '../vars/int-var.js';
import { MapVar } from '../vars/map-var.js';
import { StringVar } from '../vars/string-var.js';
import { isVar, type Var, varTypeOf } from '../vars/var.js';
import { DocumentWriter } from './document-writer.js';
import { Evaluations } from './evaluations.js';
import { FailureLog } from './failure-log.js';
import type { Flight } from './flight.js';
import { RegistryEntry } from './registry-entry.js';
import type { VarMeta } from './var-meta.js';
import { invalidName, isReservedName } from './var-name.js';

/** How long a document waits for async variables unless told, in ms. */
export const DEFAULT_DEADLINE_MS = 500;

/**
 * The variables of one application by name: what Go's package `expvar` holds
 * for a whole process. Inject it to publish by hand.
 *
 * @example
 * constructor(registry: ExpvarRegistry) {
 *   this.jobs = registry.newInt('jobs', { kind: 'counter' });
 *   registry.func('queue', () => this.queue.length);
 * }
 */
@Injectable()
export class ExpvarRegistry {
  private readonly entries = new Map<string, RegistryEntry>();
  /** The entries in order; undefined after a change. */
  private sorted: readonly RegistryEntry[] | undefined;
  private readonly flights = new WeakMap<object, Flight>();
  private readonly refreshers: (() => void)[] = [];
  private readonly failureLog = failureLog();
  /** Shared by all documents: each is written in one go, after all awaiting. */
  private readonly out = new ByteWriter();

  /**
   * @param deadline how long a document waits for async variables, in
   * milliseconds
   */
  constructor(private readonly deadline: number = DEFAULT_DEADLINE_MS) {}

  /**
   * Declares a variable: Go's `expvar.Publish`. One variable may have several
   * names. `null` prints `null`, as Go's nil.
   *
   * @throws Error when the name is taken; it names both owners
   * @throws TypeError when the name is not 1 to 256 bytes of UTF-8 without
   * control characters, is `cmdline` or `memstats` in any letter case, or when
   * `variable` is not a variable
   */
  publish(name: string, variable: Var | null, meta: VarMeta = {}): void {
    const source = meta.source ?? 'registry.publish()';
    const invalid =
      invalidName(name) ??
      (isReservedName(name) ? messages.nameReserved : undefined);
    if (invalid !== undefined) {
      throw new TypeError(messages.badName(name, source, invalid));
    }
    this.add(name, variable, { ...meta, source });
  }

  /** @internal Publishes one of the two variables that users cannot. */
  publishReserved(name: 'cmdline' | 'memstats', variable: Var): void {
    this.add(name, variable, { source: 'nestjs-expvar' });
  }

  /**
   * Publishes a variable as a key of a top-level map, which is published when
   * it is missing. It goes with the map: `unpublish` of the map's name.
   *
   * @throws Error when the map has the key, or the name holds something else
   * @throws TypeError as {@link ExpvarRegistry.publish}, for the map's name
   */
  publishInMap(
    mapName: string,
    key: string,
    variable: Var,
    meta: VarMeta = {},
  ): void {
    const source = meta.source ?? 'registry.publishInMap()';
    if (!this.entries.has(mapName)) {
      this.publish(mapName, new MapVar(), { source });
    }
    const entry = this.entries.get(mapName)!;
    if (varTypeOf(entry.value) !== 'map') {
      throw new Error(
        messages.notAMap(mapName, key, source, entry.meta.source!),
      );
    }
    const map = entry.value as MapVar;
    if (map.get(key) !== undefined) {
      const owner = entry.keys.get(key)?.source ?? entry.meta.source!;
      throw new Error(messages.reusedKey(mapName, key, owner, source));
    }
    map.set(key, variable);
    entry.keys.set(key, { ...meta, source });
  }

  /** Takes a variable off the page. @returns whether the name was there */
  unpublish(name: string): boolean {
    const wasThere = this.entries.delete(name);
    if (wasThere) {
      this.sorted = undefined;
    }
    return wasThere;
  }

  /** The variable of a name: Go's `expvar.Get`; undefined when there is none. */
  get(name: string): Var | null | undefined {
    return this.entries.get(name)?.value;
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * What is known of a variable, or with `key` of one that was published into
   * a map; undefined when there is no such variable.
   */
  meta(name: string, key?: string): VarMeta | undefined {
    const entry = this.entries.get(name);
    return key === undefined ? entry?.meta : entry?.keys.get(key);
  }

  /**
   * Calls `fn` for each variable in the order of the document: Go's
   * `expvar.Do`. It walks a snapshot, so `fn` may publish and unpublish.
   */
  do(fn: (entry: RegistryEntry) => void): void {
    for (const entry of this.snapshot()) {
      fn(entry);
    }
  }

  /** The names and variables in the order of the document, of a snapshot. */
  *[Symbol.iterator](): IterableIterator<[string, Var | null]> {
    for (const { key, value } of this.snapshot()) {
      yield [key, value];
    }
  }

  /** A new published {@link IntVar}. @throws as {@link ExpvarRegistry.publish} */
  newInt(name: string, meta: VarMeta = {}): IntVar {
    return this.published(name, new IntVar(), meta, 'newInt');
  }

  /** A new published {@link FloatVar}. @throws as {@link ExpvarRegistry.publish} */
  newFloat(name: string, meta: VarMeta = {}): FloatVar {
    return this.published(name, new FloatVar(), meta, 'newFloat');
  }

  /** A new published {@link StringVar}. @throws as {@link ExpvarRegistry.publish} */
  newString(name: string, meta: VarMeta = {}): StringVar {
    return this.published(name, new StringVar(), meta, 'newString');
  }

  /** A new published {@link MapVar}. @throws as {@link ExpvarRegistry.publish} */
  newMap(name: string, meta: VarMeta = {}): MapVar {
    return this.published(name, new MapVar(), meta, 'newMap');
  }

  /**
   * Publishes what a function gives at every scrape.
   *
   * @throws as {@link ExpvarRegistry.publish}
   */
  func(name: string, fn: () => unknown, meta: VarMeta = {}): FuncVar {
    return this.published(name, new FuncVar(fn), meta, 'func');
  }

  /**
   * The document: the bytes that Go's `/debug/vars` would send. Every function
   * variable is called once; async ones are awaited until the deadline. Never
   * rejects because of a variable.
   *
   * @param includes which names to include; all when left out
   * @returns bytes that belong to the caller
   */
  async render(includes?: (name: string) => boolean): Promise<Buffer> {
    for (const refresh of this.refreshers) {
      refresh();
    }
    const all = this.snapshot();
    const entries =
      includes === undefined ? all : all.filter(({ key }) => includes(key));
    const evaluations = new Evaluations(this.flights, this.deadline);
    for (const { value } of entries) {
      evaluations.collect(value);
    }
    await evaluations.settled();
    return this.write(entries, evaluations);
  }

  /**
   * @internal Has `refresh` called before each document, so that variables
   * which turned up meanwhile can be published.
   */
  beforeRender(refresh: () => void): void {
    this.refreshers.push(refresh);
  }

  private write(
    entries: readonly RegistryEntry[],
    evaluations: Evaluations,
  ): Buffer {
    const { out } = this;
    out.position = 0;
    new DocumentWriter(out, evaluations, this.failureLog).write(entries);
    return out.copy();
  }

  private published<T extends Var>(
    name: string,
    variable: T,
    meta: VarMeta,
    method: string,
  ): T {
    this.publish(name, variable, { source: `registry.${method}()`, ...meta });
    return variable;
  }

  private add(name: string, variable: Var | null, meta: VarMeta): void {
    if (variable !== null && !isVar(variable)) {
      throw new TypeError(messages.notAVar(name, typeof variable));
    }
    const taken = this.entries.get(name);
    if (taken !== undefined) {
      throw new Error(
        messages.reusedName(name, taken.meta.source!, meta.source!),
      );
    }
    this.entries.set(name, new RegistryEntry(name, variable, meta));
    this.sorted = undefined;
  }

  private snapshot(): readonly RegistryEntry[] {
    return (this.sorted ??= [...this.entries.values()].toSorted((a, b) =>
      compareKeys(a.key, b.key),
    ));
  }
}

function failureLog(): FailureLog {
  const logger = new Logger(ExpvarRegistry.name);
  return new FailureLog(
    (line) => logger.warn(line),
    () => performance.now(),
  );
}
