import type { MetadataStore } from '../evaluation/metadata-store.js';
import type { VarMeta } from '../vars/var-meta.js';
import { memberMeta } from '../vars/var-types.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import { LabelNames, toLabelName } from './label-name.js';
import {
  type Labels,
  type MetricType,
  numberTypeOf,
  type Point,
} from './metric-family.js';
import type { NumberRun } from './number-run.js';

/** The parts that the nodes of a tree share. */
export interface NodeContext {
  readonly metadata: MetadataStore;
  /** Labels that every point gets, so that no other label may have their names. */
  readonly reservedLabels: readonly string[];
}

/** How the variables of a map are read, while the map has the same keys. */
export interface MapPlan {
  readonly entries: SortedEntries;
  /** In order; the index of an entry stands for one that has a node. */
  readonly parts: readonly (NumberRun | number)[];
}

/** The metadata of a key. */
interface ChildMeta {
  /** The metadata that is stated of the variable itself. */
  readonly stated: VarMeta | undefined;
  readonly meta: VarMeta;
  readonly help: string;
  /** True if the key is the value of a label. */
  readonly isLabel: boolean;
}

/**
 * A variable, or a member of the value of one, in the tree of all variables,
 * with what the metrics have in common that come from it. It is created once and
 * used in every scrape.
 */
export class MetricNode {
  /** The point of a value without members, once there was one. */
  point: Point | undefined;
  /** The plan of a map, once there is one. */
  plan: MapPlan | undefined;
  /** True if the metadata leaves the variable out. */
  readonly isHidden: boolean;
  /** The type of the metric if the value is a number. */
  readonly numberType: MetricType;
  private children: Map<string, MetricNode> | undefined;
  /** The metadata of members with names of their own, of which nothing is stated. */
  private metaOfNames: VarMeta | undefined;

  private constructor(
    private readonly context: NodeContext,
    private readonly parent: MetricNode | undefined,
    private readonly key: string,
    /** The metadata that is stated of the variable itself. */
    private readonly stated: VarMeta | undefined,
    readonly meta: VarMeta,
    readonly help: string,
    /** The names that lead here, without the keys that are label values. */
    readonly names: readonly string[],
    readonly labels: Labels,
    /** The same for all nodes of one family. */
    readonly familyId: string,
  ) {
    this.isHidden = meta.metric === false;
    this.numberType = numberTypeOf(meta);
  }

  static root(context: NodeContext): MetricNode {
    return new MetricNode(
      context,
      undefined,
      '',
      undefined,
      {},
      '',
      [],
      [],
      '',
    );
  }

  /** The keys that lead to the value. */
  get path(): readonly string[] {
    return this.parent === undefined ? [] : [...this.parent.path, this.key];
  }

  /** The number of nodes between this one and the root, or -1 for the root. */
  private get depth(): number {
    return this.parent === undefined ? -1 : this.parent.depth + 1;
  }

  /** False if a name has been published again with other metadata. */
  isCurrent(name: string): boolean {
    const child = this.children?.get(name);
    return (
      child === undefined || child.stated === this.context.metadata.stated(name)
    );
  }

  /** @param isMap true for a key of a map, false for a member of an object */
  child(key: string, isMap: boolean, onCreated: () => void): MetricNode {
    this.children ??= new Map();
    let child = this.children.get(key);
    if (child === undefined) {
      child = this.createChild(key, isMap);
      this.children.set(key, child);
      onCreated();
    }
    return child;
  }

  /** The labels with further ones, whose names may get a number to be unique. */
  withLabels(
    labels: Labels,
    further: Iterable<readonly [name: string, value: string]>,
  ): Labels {
    const names = new LabelNames([
      ...this.context.reservedLabels,
      ...labels.map(([name]) => name),
    ]);
    return [
      ...labels,
      ...Array.from(
        further,
        ([name, value]) => [names.next(name), value.toWellFormed()] as const,
      ),
    ];
  }

  /** The name of the label of an info metric that has the value. */
  get infoLabel(): string {
    const { label = toLabelName(this.key) } = this.meta;
    return typeof label === 'string' ? label : label[0]!;
  }

  /**
   * Describes a number in a map that is the only value of its metric, and has no
   * label. Returns undefined for any other.
   */
  describeLoneNumber(key: string): ChildMeta | undefined {
    const child = this.describeChild(key, true);
    const { pathLabels, metric, kind } = child.meta;
    return child.isLabel ||
      this.labels.length > 0 ||
      pathLabels !== undefined ||
      // Several variables may state one name.
      metric !== undefined ||
      kind === 'info'
      ? undefined
      : child;
  }

  private createChild(key: string, isMap: boolean): MetricNode {
    const { stated, meta, help, isLabel } = this.describeChild(key, isMap);
    const { pathLabels } = meta;
    return new MetricNode(
      this.context,
      this,
      key,
      stated,
      meta,
      help,
      isLabel ? this.names : [...this.names, key],
      pathLabels
        ? this.labelsOf(pathLabels, [...this.path, key])
        : isLabel
          ? this.labelsOfKey(key)
          : this.labels,
      `${this.familyId},${isLabel ? '*' : JSON.stringify(key)}`,
    );
  }

  private describeChild(key: string, isMap: boolean): ChildMeta {
    const { metadata } = this.context;
    const { depth } = this;
    const stated =
      depth === -1
        ? metadata.stated(key)
        : depth === 0 && isMap
          ? metadata.stated(this.key, key)
          : undefined;
    const isLabel = this.isLabelValue(key, isMap, stated);
    const direct = stated ?? memberMeta(this.meta, undefined, key);
    return {
      stated,
      isLabel,
      meta:
        direct ??
        (isLabel
          ? inherited(this.meta, true)
          : (this.metaOfNames ??= inherited(this.meta, false))),
      help: direct?.description ?? direct?.source ?? this.help,
    };
  }

  /** True if a key is data and so the value of a label, false for a name. */
  private isLabelValue(
    key: string,
    isMap: boolean,
    stated: VarMeta | undefined,
  ): boolean {
    const { label, members, each } = this.meta;
    if (this.parent === undefined) {
      return false;
    }
    if (label !== undefined) {
      return true;
    }
    if (
      stated !== undefined ||
      (members !== undefined && Object.hasOwn(members, key))
    ) {
      return false;
    }
    const hasNames =
      members !== undefined ||
      (this.depth === 0 && this.context.metadata.statesKeys(this.key));
    return each !== undefined || (isMap && !hasNames);
  }

  private labelsOfKey(key: string): Labels {
    const { label = 'key' } = this.meta;
    return typeof label === 'string'
      ? this.withLabels(this.labels, [[label, key]])
      : this.labelsOf(label, wordsOf(key, label.length));
  }

  /** The labels with further ones; the last name has the last value. */
  private labelsOf(
    names: readonly string[],
    values: readonly string[],
  ): Labels {
    const missing = Math.max(names.length - values.length, 0);
    const last = values.slice(Math.max(values.length - names.length, 0));
    return this.withLabels(
      this.labels,
      last.map((value, i) => [names[missing + i]!, value]),
    );
  }
}

/** The metadata of a member of which nothing is stated. */
function inherited(meta: VarMeta, isLabel: boolean): VarMeta {
  const { kind, unit, buckets, metric } = meta;
  return {
    ...(kind !== undefined && { kind }),
    ...(unit !== undefined && { unit }),
    ...(buckets !== undefined && { buckets }),
    // Members with names of their own are metrics of their own.
    ...(isLabel && metric !== undefined && { metric }),
  };
}

/** Divides a key at its spaces; the last part has the rest. */
function wordsOf(key: string, count: number): string[] {
  const words = key.split(' ');
  return words.length <= count
    ? words
    : [...words.slice(0, count - 1), words.slice(count - 1).join(' ')];
}
