import { isDeepStrictEqual } from 'node:util';
import type { PlainObject, PlainValue } from '../encoding/plain-value.js';
import { compareKeys } from '../encoding/key-order.js';
import { MAX_DEPTH } from '../encoding/limits.js';
import type { EvaluatedVars } from '../evaluation/evaluated-vars.js';
import { formatPath } from '../support/log-text.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import type { HistogramVar } from '../vars/histogram-var.js';
import type { FloatVar } from '../vars/float-var.js';
import type { IntVar } from '../vars/int-var.js';
import type { MapVar } from '../vars/map-var.js';
import type { RateVar } from '../vars/rate-var.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import {
  DISTRIBUTION,
  METRICS,
  type StatesMetrics,
} from '../vars/var-metrics.js';
import { overridesText, type Var, varTypeOf } from '../vars/var.js';
import type { VarMeta } from '../vars/var-meta.js';
import {
  type FamilyProperties,
  type Labels,
  MetricFamily,
  type MetricType,
  numberTypeOf,
  type Point,
  type PointValue,
} from './metric-family.js';
import { type MapPlan, MetricNode, type NodeContext } from './metric-node.js';
import { NumberRun } from './number-run.js';

/** Values read between two checks of the time slice. */
const BATCH = 64;

/** The nodes and points that may be kept although no scrape needs them. */
const MAX_UNUSED = 1000;

/** A variable whose metrics are more than the numbers in its value. */
type KeptVar = Var & (HistogramVar | RateVar | StatesMetrics);

type Content = PlainValue | MapVar | KeptVar;

type Scalar = Exclude<PlainValue, object> | null;

/** Metrics in the order of the document. */
export type Metrics = MetricFamily | NumberRun;

/**
 * Converts evaluated variables to metric families with typed points, and to runs
 * of numbers that are metrics of their own.
 *
 * It keeps families, points and runs from scrape to scrape, so that a scrape only
 * reads values while names stay the same. Scrapes must not overlap.
 */
export class MetricCollector {
  private root: MetricNode;
  private byId = new Map<string, MetricFamily>();
  /** The metrics of the last scrape, in the order of the document. */
  private metrics: readonly Metrics[] = [];
  /** The nodes, points and numbers in runs since the last reset. */
  private created = 0;
  /** The values in the last complete scrape, or in a larger one of a part. */
  private needed = 0;

  private scrape = 0;
  private vars!: EvaluatedVars;
  private visited = 0;
  /** The metrics of this scrape so far. */
  private current: Metrics[] = [];

  /** @param log reports values that are left out */
  constructor(
    private readonly context: NodeContext,
    private readonly log: RateLimitedLogger,
  ) {
    this.root = MetricNode.root(context);
  }

  /**
   * Collects the metrics in steps. The next scrape changes their points, and runs
   * read their numbers when they are asked.
   *
   * @param isComplete false if this scrape selects variables that the next one may
   *   not select
   * @returns the metrics that have values; the same array while they are the same
   */
  *collect(
    vars: EvaluatedVars,
    isComplete: boolean,
  ): Generator<undefined, readonly Metrics[]> {
    const { entries } = vars;
    this.scrape++;
    this.vars = vars;
    this.visited = 0;
    this.current = [];
    yield* this.visitEntries(this.root, entries, [], isComplete);
    const { current, metrics } = this;
    if (
      current.length !== metrics.length ||
      current.some((part, i) => part !== metrics[i])
    ) {
      this.metrics = current;
    }
    // Scrapes of parts must not make each other create everything again.
    this.needed = isComplete
      ? this.visited
      : Math.max(this.needed, this.visited);
    if (this.created > 2 * this.needed + MAX_UNUSED) {
      this.reset();
    }
    return this.metrics;
  }

  private reset(): void {
    this.root = MetricNode.root(this.context);
    this.byId = new Map();
    this.created = 0;
  }

  /** @param isKept true if the next scrape may use the plan */
  private *planOf(
    parent: MetricNode,
    entries: SortedEntries,
    isKept: boolean,
  ): Generator<undefined, MapPlan> {
    if (parent.plan?.entries === entries) {
      return parent.plan;
    }
    const { keys, values, isPlain } = entries;
    const known = new KnownNames(parent.plan);
    const parts: (NumberRun | number)[] = [];
    let run: NumberRun | undefined;
    for (let i = 0; i < keys.length; i++) {
      if (i % BATCH === 0) {
        yield;
      }
      const key = keys[i]!;
      const variable = values[i]!;
      const type = varTypeOf(variable);
      const described = parent.describe(key, true);
      const isNumber =
        isPlain?.[i] !== false && (type === 'int' || type === 'float');
      if (!isNumber || !parent.isLoneNumber(described)) {
        parent.removeOutdated(key, described);
        parts.push(i);
        run = undefined;
        continue;
      }
      if (run === undefined || run.isFull) {
        run = new NumberRun(parent.names, this.readSlowly);
        parts.push(run);
      }
      const { meta, help } = described;
      const name = known.nameOf(key, meta);
      if (isKept && name === undefined) {
        this.created++;
      }
      run.add(key, variable as IntVar | FloatVar, meta, help, name);
    }
    const plan = { entries, parts };
    if (isKept) {
      parent.plan = plan;
    }
    return plan;
  }

  private childOf(parent: MetricNode, key: string, isMap: boolean): MetricNode {
    return parent.child(key, isMap, () => this.created++);
  }

  /** Hot path: it runs for every variable that is not in a run. */
  private *visitEntries(
    parent: MetricNode,
    entries: SortedEntries,
    maps: readonly MapVar[],
    isComplete = true,
  ): Generator<undefined> {
    const { parts } = yield* this.planOf(parent, entries, isComplete);
    const { keys, values, isPlain } = entries;
    const { path } = parent;
    for (let j = 0; j < parts.length; j++) {
      if (j % BATCH === 0) {
        yield;
      }
      const i = parts[j]!;
      if (typeof i !== 'number') {
        this.visited += i.length;
        this.current.push(i);
        continue;
      }
      const child = this.childOf(parent, keys[i]!, true);
      const variable = values[i]!;
      this.visited++;
      if (child.isHidden) {
        continue;
      }
      if (isPlain === undefined || isPlain[i]) {
        const type = varTypeOf(variable);
        if (type === 'int' || type === 'float') {
          const { value } = variable as IntVar | FloatVar;
          if (
            Number.isSafeInteger(value) ||
            (type === 'float' && Number.isFinite(value))
          ) {
            this.addNumber(child, value);
            continue;
          }
        }
      }
      const content = this.read(variable, path, keys[i]!, maps);
      if (content !== undefined) {
        yield* this.visit(child, content, maps);
      }
    }
  }

  private readonly readSlowly = (
    run: NumberRun,
    i: number,
  ): number | bigint | undefined => {
    const key = run.keys[i]!;
    const value = this.read(run.variable(i), run.parent, key, []);
    if (typeof value !== 'number' && typeof value !== 'bigint') {
      return undefined;
    }
    const type = numberTypeOf(run.metadata[i]!);
    return this.canHave(type, value, () => [...run.parent, key])
      ? value
      : undefined;
  };

  /** @returns undefined for a variable that has failed */
  private read(
    variable: Var | null,
    path: readonly string[],
    key: string,
    maps: readonly MapVar[],
  ): Content | undefined {
    try {
      const content = this.vars.readKept(isKept, variable, path, key);
      if (varTypeOf(content) === 'map') {
        if (maps.includes(content as MapVar)) {
          throw new Error('the map contains itself');
        }
        if (maps.length >= MAX_DEPTH) {
          throw new Error(`variables nest deeper than ${MAX_DEPTH} levels`);
        }
      }
      return content;
    } catch (error) {
      this.vars.failures.record([...path, key], error);
      return undefined;
    }
  }

  private *visit(
    node: MetricNode,
    content: Content,
    maps: readonly MapVar[],
  ): Generator<undefined> {
    if (node.isHidden) {
      return;
    }
    if (typeof content !== 'object' || content === null) {
      this.addScalar(node, content);
    } else if (content instanceof Map) {
      yield* this.visitMembers(node, content as PlainObject, maps);
    } else if (varTypeOf(content) === 'map') {
      const map = content as MapVar;
      const entries = this.vars.entriesOf(map);
      yield* this.visitEntries(node, entries, [...maps, map]);
    } else if (!Array.isArray(content)) {
      this.addKept(node, content as KeptVar);
    }
  }

  private *visitMembers(
    node: MetricNode,
    members: PlainObject,
    maps: readonly MapVar[],
  ): Generator<undefined> {
    const isInfo = node.meta.kind === 'info';
    const infoLabels: [string, string][] = [];
    let i = 0;
    for (const [key, member] of members) {
      if (i++ % BATCH === 0) {
        yield;
      }
      this.visited++;
      const child = this.childOf(node, key, false);
      if (typeof member === 'object') {
        yield* this.visit(child, member, maps);
      } else if (isInfo) {
        infoLabels.push([child.infoLabel, String(member)]);
      } else {
        this.addScalar(child, member);
      }
    }
    if (isInfo) {
      this.addInfo(node, node.withLabels(node.labels, infoLabels));
    }
  }

  private addScalar(node: MetricNode, value: Scalar): void {
    const { kind } = node.meta;
    if (kind === 'info') {
      if (value !== null) {
        const { labels, infoLabel } = node;
        this.addInfo(
          node,
          node.withLabels(labels, [[infoLabel, String(value)]]),
        );
      }
    } else if (typeof value === 'boolean') {
      this.addNumber(node, Number(value));
    } else if (typeof value === 'number' || typeof value === 'bigint') {
      this.addNumber(node, value);
    }
  }

  private addNumber(node: MetricNode, value: number | bigint): void {
    this.add(node, node.numberType, value);
  }

  private addInfo(node: MetricNode, labels: Labels): void {
    this.visited++;
    const family = this.familyOf(node, 'info');
    this.addPoint(this.pointOf(family, labels), 'info', 1, node);
  }

  private addKept(node: MetricNode, variable: KeptVar): void {
    try {
      if (METRICS in variable) {
        this.addStated(node, variable);
      } else if (DISTRIBUTION in variable) {
        this.add(node, 'histogram', variable[DISTRIBUTION]);
      } else {
        this.add(node, 'counter', variable.count);
      }
    } catch (error) {
      // A subclass or a proxy may run code of the application.
      this.vars.failures.record(node.path, error);
    }
  }

  private addStated(node: MetricNode, variable: Var & StatesMetrics): void {
    for (const { name, points, bounds, ...stated } of variable[METRICS](() =>
      this.vars.functions.valueOf(variable as never),
    )) {
      const family = this.claim(`=${name}`, {
        type: stated.type,
        path: node.names,
        fullName: name,
        unit: stated.unit,
        help: stated.description,
        bounds: bounds ?? [],
        hasOwnBounds: true,
      });
      for (const { labels, value } of points) {
        this.visited++;
        const pairs = node.withLabels(node.labels, Object.entries(labels));
        this.addPoint(this.pointOf(family, pairs), stated.type, value, node);
      }
    }
  }

  private add(node: MetricNode, type: MetricType, value: PointValue): void {
    let { point } = node;
    if (point === undefined || !this.hasClaimed(node, type, point.family)) {
      const family = this.familyOf(node, type);
      if (point?.family !== family) {
        point = family.pointOf(node.labels);
        node.point = point;
      }
    }
    this.addPoint(point, type, value, node);
  }

  /** Claims a family for its first node without a look-up, which takes longer. */
  private hasClaimed(
    { properties }: MetricNode,
    type: MetricType,
    family: MetricFamily,
  ): boolean {
    if (
      family.properties === properties &&
      family.type === type &&
      !family.isReplaced
    ) {
      family.scrape = this.scrape;
    }
    return family.scrape === this.scrape;
  }

  private addPoint(
    point: Point,
    type: MetricType,
    value: PointValue,
    node: MetricNode,
  ): void {
    const { family, scrape } = point;
    if (family.type !== type) {
      this.reportOnce(
        family,
        node,
        `is of type ${type}, but the first variable of its metric is of type ${family.type}`,
      );
    } else if (scrape === this.scrape) {
      this.reportOnce(
        family,
        node,
        'has the same metric and labels as a variable before it',
      );
    } else if (this.canHave(type, value, () => node.path)) {
      point.value = value;
      if (family.add(point, this.scrape)) {
        this.current.push(family);
      }
    }
  }

  /** Returns false, and logs why, if a metric of the type cannot have the value. */
  private canHave(
    type: MetricType,
    value: PointValue,
    path: () => readonly string[],
  ): boolean {
    if (
      type !== 'counter' ||
      ((value as number) >= 0 && (value as number) < Infinity)
    ) {
      return true;
    }
    const variable = formatPath(path());
    this.log.warn(
      variable,
      () =>
        `variable ${variable} is left out of the metrics while it is ${value as number}, because its kind is counter; if it may fall, state the kind gauge`,
    );
    return false;
  }

  private reportOnce(
    family: MetricFamily,
    node: MetricNode,
    problem: string,
  ): void {
    if (!family.isReported) {
      family.isReported = true;
      this.log.warn(
        node.familyId,
        () =>
          `variable ${formatPath(node.path)} is left out of the metrics: it ${problem}; state another metric in its metadata`,
      );
    }
  }

  private familyOf(node: MetricNode, type: MetricType): MetricFamily {
    return this.claim(node.familyId, node.familyProperties(type));
  }

  /**
   * The family with an id in this scrape. Its first variable decides about its
   * properties, as it would if there had been no scrape before.
   */
  private claim(id: string, properties: FamilyProperties): MetricFamily {
    let family = this.byId.get(id);
    if (family?.scrape === this.scrape) {
      return family;
    }
    if (
      family !== undefined &&
      isDeepStrictEqual(family.properties, properties)
    ) {
      // The next comparison of the same object takes no time.
      family.properties = properties;
    } else {
      if (family !== undefined) {
        family.isReplaced = true;
      }
      family = new MetricFamily(properties);
      this.byId.set(id, family);
    }
    family.scrape = this.scrape;
    return family;
  }

  private pointOf(family: MetricFamily, labels: Labels): Point {
    return family.pointOf(labels, () => this.created++);
  }
}

/** The names in the runs of a plan, which the next plan need not make again. */
class KnownNames {
  private readonly runs: readonly NumberRun[];
  private run = 0;
  private i = 0;

  constructor(plan: MapPlan | undefined) {
    this.runs = (plan?.parts ?? []).filter((part) => typeof part !== 'number');
  }

  /** @param key a greater one than in the call before */
  nameOf(key: string, meta: VarMeta): string | undefined {
    for (
      let run = this.runs[this.run];
      run !== undefined;
      run = this.runs[++this.run], this.i = 0
    ) {
      for (; this.i < run.length; this.i++) {
        const order = compareKeys(run.keys[this.i]!, key);
        if (order === 0 && run.metadata[this.i] === meta) {
          return run.names[this.i];
        }
        if (order >= 0) {
          return undefined;
        }
      }
    }
    return undefined;
  }
}

function isKept(variable: Var): variable is KeptVar {
  return (
    METRICS in variable ||
    ((DISTRIBUTION in variable || varTypeOf(variable) === 'rate') &&
      !overridesText(variable))
  );
}
