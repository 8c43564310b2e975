import type { MetadataStore } from '../evaluation/metadata-store.js';
import type { VarMeta } from '../vars/var-meta.js';
import { memberMeta } from '../vars/var-types.js';
import type { SortedEntries } from '../vars/sorted-entries.js';
import { defaultBounds } from './default-bounds.js';
import { LabelNames, toLabelName } from './label-name.js';
import {
  type FamilyProperties,
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
interface KeyMeta {
  /** The metadata that is stated of the variable itself. */
  readonly stated?: VarMeta | undefined;
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
  /** The properties of the family if this node is the first one in it. */
  properties: FamilyProperties | undefined;
  readonly meta: VarMeta;
  /** True if the metadata leaves the variable out. */
  readonly isHidden: boolean;
  /** The type of the metric if the value is a number. */
  readonly numberType: MetricType;
  /** The names that lead here, without the keys that are label values. */
  readonly names: readonly string[];
  readonly labels: Labels;
  /** The same for all nodes of a family whose name is made of the path. */
  private readonly pathId: string;
  private children: Map<string, MetricNode> | undefined;
  /** The metadata of members with names of their own, of which nothing is stated. */
  private metaOfNames: VarMeta | undefined;

  /** @param isMapKey true for a key of a map, false for a member of an object */
  private constructor(
    private readonly context: NodeContext,
    private readonly parent?: MetricNode,
    private readonly key = '',
    private readonly isMapKey = true,
    private readonly described: KeyMeta = { meta: {}, help: '', isLabel: true },
  ) {
    const { meta, isLabel } = described;
    this.meta = meta;
    this.isHidden = meta.metric === false;
    this.numberType = numberTypeOf(meta);
    const { names = [], labels = [] } = parent ?? {};
    this.names = isLabel ? names : [...names, key];
    this.pathId = `${parent?.pathId},${isLabel ? '*' : JSON.stringify(key)}`;
    this.labels = meta.pathLabels
      ? this.labelsOf(labels, meta.pathLabels, this.path)
      : isLabel && parent !== undefined
        ? this.labelsOfKey(labels, parent.meta.label)
        : labels;
  }

  static root(context: NodeContext): MetricNode {
    return new MetricNode(context);
  }

  /** The keys that lead to the value. */
  get path(): readonly string[] {
    return this.parent === undefined ? [] : [...this.parent.path, this.key];
  }

  /** The same for all nodes of one family. */
  get familyId(): string {
    const { metric } = this.meta;
    return metric ? `=${metric}` : this.pathId;
  }

  /** Creates {@link MetricNode.properties} for values of a type. */
  familyProperties(type: MetricType): FamilyProperties {
    if (this.properties?.type !== type) {
      const { metric, unit, buckets } = this.meta;
      this.properties = {
        type,
        path: this.names,
        fullName: metric || undefined,
        unit: type === 'info' ? undefined : unit,
        help: this.described.help,
        bounds: buckets ?? defaultBounds(unit),
        hasOwnBounds: buckets !== undefined,
      };
    }
    return this.properties;
  }

  /** The number of nodes between this one and the root, or -1 for the root. */
  private get depth(): number {
    return this.parent === undefined ? -1 : this.parent.depth + 1;
  }

  /** @param isMapKey true for a key of a map, false for a member of an object */
  child(key: string, isMapKey: boolean, onCreated: () => void): MetricNode {
    this.children ??= new Map();
    let child = this.children.get(key);
    // A function may return a map now and an object then.
    if (child?.isMapKey !== isMapKey) {
      const described = this.describe(key, isMapKey);
      child = new MetricNode(this.context, this, key, isMapKey, described);
      this.children.set(key, child);
      onCreated();
    }
    return child;
  }

  /** Removes the node of a key if other metadata is stated since. */
  removeOutdated(key: string, { stated, isLabel }: KeyMeta): void {
    const described = this.children?.get(key)?.described;
    if (described?.stated !== stated || described?.isLabel !== isLabel) {
      this.children?.delete(key);
    }
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
   * True if a number in this map is the only value of its metric, and has no
   * label.
   */
  isLoneNumber({ meta, isLabel }: KeyMeta): boolean {
    return (
      !isLabel &&
      this.labels.length === 0 &&
      meta.pathLabels === undefined &&
      // Several variables may state one name.
      meta.metric === undefined &&
      meta.kind !== 'info'
    );
  }

  describe(key: string, isMapKey: boolean): KeyMeta {
    const { metadata } = this.context;
    const { depth } = this;
    const stated =
      depth === -1
        ? metadata.stated(key)
        : depth === 0 && isMapKey
          ? metadata.stated(this.key, key)
          : undefined;
    const isLabel = this.isLabelValue(key, isMapKey, stated);
    const direct = stated ?? memberMeta(this.meta, undefined, key);
    return {
      stated,
      isLabel,
      meta:
        direct ??
        (isLabel
          ? inherited(this.meta, true)
          : (this.metaOfNames ??= inherited(this.meta, false))),
      help: direct?.description ?? direct?.source ?? this.described.help,
    };
  }

  /** True if a key is data and so the value of a label, false for a name. */
  private isLabelValue(
    key: string,
    isMapKey: boolean,
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
    return each !== undefined || (isMapKey && !hasNames);
  }

  private labelsOfKey(labels: Labels, label: VarMeta['label'] = 'key'): Labels {
    return typeof label === 'string'
      ? this.withLabels(labels, [[label, this.key]])
      : this.labelsOf(labels, label, wordsOf(this.key, label.length));
  }

  /** The labels with further ones; the last name has the last value. */
  private labelsOf(
    labels: Labels,
    names: readonly string[],
    values: readonly string[],
  ): Labels {
    const missing = Math.max(names.length - values.length, 0);
    const last = values.slice(Math.max(values.length - names.length, 0));
    return this.withLabels(
      labels,
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
