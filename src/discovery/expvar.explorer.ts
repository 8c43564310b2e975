import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { indexableKey } from '../support/indexable-key.js';
import { FuncVar } from '../vars/func-var.js';
import { PropertyVar } from '../vars/property-var.js';
import type { Var } from '../vars/var.js';
import { classMapName } from './class-map-name.js';
import {
  anonymousClass,
  methodWithParameters,
  requestScoped,
  setterWithoutGetter,
  symbolWithoutName,
  transient,
  twoDecorators,
} from './discovery-errors.js';
import { exposedMapOf } from './expose-var-map.decorator.js';
import {
  type ClaimableMetrics,
  type ExposedMember,
  exposesMembers,
  ownExposedMembers,
} from './exposed-member.js';
import {
  COLLECTIONS,
  instanceOf,
  modulesOfStart,
  unfinishedProviders,
} from './nest-container.js';
import type { NestModuleRef, NestWrapper } from './nest-types.js';
import { type Ancestor, prototypeChain } from './prototype-chain.js';
import { requestScopeChain } from './request-scope-chain.js';
import { UnfinishedModules } from './unfinished-modules.js';

/** A provider, controller, enhancer or middleware. */
interface Candidate {
  readonly wrapper: NestWrapper;
  /** Where it is registered, for messages. */
  readonly place: string;
}

interface Owner {
  /** Returns the object whose members are read. */
  readonly read: () => object;
  readonly constructor: Function;
  readonly place: string;
}

/** The numbers for the log line at start-up. */
export interface Discovered {
  readonly variables: number;
  readonly providers: number;
}

/**
 * Finds the members that `@ExposeVar`, `@Counted` and `@Timed` mark in every
 * provider, controller, enhancer and middleware of the application, and publishes
 * them. It reads only the metadata of prototypes, and no member before a scrape.
 */
@Injectable()
export class ExpvarExplorer implements OnApplicationShutdown {
  private readonly logger = new Logger(ExpvarExplorer.name);
  /** The modules, instances and classes that were explored. */
  private readonly explored = new WeakSet<object>();
  /** Classes whose instrumented methods are published. */
  private readonly instrumented = new WeakSet<Function>();
  /** The metrics that this application has claimed. */
  private readonly claimed = new Set<ClaimableMetrics>();
  /** Providers that are known, in this exploration, not to be request-scoped. */
  private unscoped = new Set<NestWrapper>();
  private readonly unfinished = new UnfinishedModules(this.logger);

  constructor(
    private readonly modulesContainer: ModulesContainer,
    private readonly registry: ExpvarRegistry,
  ) {}

  /**
   * Publishes the marked members of all modules.
   *
   * @throws Error when a member cannot be published; the message names the class,
   * the member and the remedy
   */
  explore(): Discovered {
    // Nest has finished these, whatever their records say.
    const finished = modulesOfStart(this.modulesContainer);
    return this.exploreNew((error) => {
      throw error;
    }, finished);
  }

  /** Publishes the members of lazily loaded modules; logs errors. */
  refresh(): void {
    this.exploreNew((error) => this.logger.error(error.message));
  }

  onApplicationShutdown(): void {
    for (const metrics of this.claimed) {
      metrics.release(this.registry);
    }
    this.claimed.clear();
  }

  private exploreNew(
    onError: (error: Error) => void,
    finished?: ReadonlySet<NestModuleRef>,
  ): Discovered {
    this.unscoped = new Set();
    let variables = 0;
    let providers = 0;
    for (const module of this.modulesContainer.values()) {
      if (this.explored.has(module)) {
        continue;
      }
      // All or nothing: Nest discards a lazy module that fails to load.
      const missing = finished?.has(module) ? [] : unfinishedProviders(module);
      if (missing.length > 0) {
        this.unfinished.warnOnce(module, missing);
        continue;
      }
      this.explored.add(module);
      for (const candidate of candidatesOf(module)) {
        const published = this.exploreCandidate(candidate, onError);
        variables += published;
        providers += published > 0 ? 1 : 0;
      }
    }
    return { variables, providers };
  }

  /** @returns how many variables were published */
  private exploreCandidate(
    { wrapper, place }: Candidate,
    onError: (error: Error) => void,
  ): number {
    const instance = wrapper.instance as object;
    if (this.explored.has(instance)) {
      return 0;
    }
    this.explored.add(instance);
    const chain = prototypeChain(instance);
    const owner: Owner = {
      read: () => wrapper.instance as object,
      constructor:
        chain.find((ancestor) => ancestor.constructor)?.constructor ?? Object,
      place,
    };
    let published = 0;
    const attempt = (action: () => void) => {
      try {
        action();
        published++;
      } catch (error) {
        onError(error as Error);
      }
    };
    const members = instanceMembers(chain);
    const isInstrumented = this.instrumented.has(owner.constructor);
    this.instrumented.add(owner.constructor);
    for (const member of members) {
      if (member.metricsOf === undefined) {
        attempt(() => {
          this.assertSingleton(wrapper, owner, member);
          this.publish(owner, member, readingVar(owner, member));
        });
        continue;
      }
      const variable = this.claim(owner, member.metricsOf, instance);
      if (!isInstrumented && !isOverridden(chain, member)) {
        attempt(() => {
          assertOneDecorator(owner, member, members);
          this.publish(owner, member, variable);
        });
      }
    }
    for (const { constructor } of chain) {
      if (constructor !== undefined && !this.explored.has(constructor)) {
        this.explored.add(constructor);
        const staticMembers = ownExposedMembers(constructor);
        const ownOwner = { read: () => constructor, constructor, place };
        for (const member of staticMembers) {
          attempt(() => {
            assertOneDecorator(ownOwner, member, staticMembers);
            const variable =
              member.metricsOf === undefined
                ? readingVar(ownOwner, member)
                : this.claim(ownOwner, member.metricsOf, constructor);
            this.publish(ownOwner, member, variable);
          });
        }
      }
    }
    return published;
  }

  /** @throws Error when the class has more than one instance to read from */
  private assertSingleton(
    wrapper: NestWrapper,
    owner: Owner,
    member: ExposedMember,
  ): void {
    const chain = requestScopeChain(wrapper, this.unscoped);
    if (chain !== undefined) {
      this.unscoped = new Set();
      throw requestScoped(memberName(owner, member), chain);
    }
    if (wrapper.isTransient) {
      throw transient(memberName(owner, member));
    }
  }

  /** The metrics of an instrumented method in this application. */
  private claim(
    { constructor }: Owner,
    metricsOf: NonNullable<ExposedMember['metricsOf']>,
    instance: object,
  ): Var {
    const metrics = metricsOf(constructor);
    this.claimed.add(metrics);
    return metrics.claim(this.registry, instance).map;
  }

  private publish(owner: Owner, member: ExposedMember, variable: Var): void {
    const { constructor } = owner;
    const where = memberName(owner, member);
    const meta = { ...member.meta, source: `${where} (${owner.place})` };
    const map = exposedMapOf(constructor);
    const { name } = member;
    if (name !== undefined && map === undefined) {
      this.registry.publish(name, variable, meta);
      this.logger.verbose(`${name} is ${meta.source}`);
      return;
    }
    const ownKey = name ?? member.key;
    if (typeof ownKey === 'symbol') {
      throw symbolWithoutName(member.decorator, where);
    }
    const key = indexableKey(ownKey);
    const className = classNameOf(constructor);
    if (map?.name === undefined && className === '') {
      throw anonymousClass(member.decorator, where);
    }
    const mapName = map?.name ?? classMapName(className);
    this.registry.publishInMap(mapName, key, variable, meta);
    this.logger.verbose(`${mapName}.${key} is ${meta.source}`);
  }
}

/** The providers, controllers, enhancers and middleware that expose members. */
function candidatesOf(module: NestModuleRef): Candidate[] {
  const candidates: Candidate[] = [];
  for (const collection of COLLECTIONS) {
    for (const wrapper of module[collection].values()) {
      const instance = wrapper.isAlias ? undefined : instanceOf(wrapper);
      if (instance !== undefined && exposesMembers(instance)) {
        const place = `${collection} of ${module.metatype.name}`;
        candidates.push({ wrapper, place });
      }
    }
  }
  return candidates;
}

/** The marked instance members; the most derived one of each key. */
function instanceMembers(chain: readonly Ancestor[]): ExposedMember[] {
  const members: ExposedMember[] = [];
  const overridden = new Set<string | symbol>();
  for (const { prototype } of chain) {
    const staticMembers = ownExposedMembers(prototype);
    members.push(...staticMembers.filter(({ key }) => !overridden.has(key)));
    for (const { key } of staticMembers) {
      overridden.add(key);
    }
  }
  return members;
}

/** @throws Error when an instrumented method has another decorator of ours */
function assertOneDecorator(
  owner: Owner,
  member: ExposedMember,
  members: readonly ExposedMember[],
): void {
  const other = members.find(
    (candidate) => candidate !== member && candidate.key === member.key,
  );
  if (member.metricsOf !== undefined && other !== undefined) {
    throw twoDecorators(
      memberName(owner, member),
      member.decorator,
      other.decorator,
    );
  }
}

/**
 * True if a subclass overrides an instrumented method without a decorator, so
 * that its metrics would be 0 for ever.
 */
function isOverridden(
  chain: readonly Ancestor[],
  member: ExposedMember,
): boolean {
  for (const { prototype } of chain) {
    if (ownExposedMembers(prototype).includes(member)) {
      return false;
    }
    if (Object.hasOwn(prototype, member.key)) {
      return true;
    }
  }
  return false;
}

/** Creates a variable that reads the member at every scrape. */
function readingVar(owner: Owner, member: ExposedMember): FuncVar {
  const where = memberName(owner, member);
  if (member.memberKind === 'setter') {
    throw setterWithoutGetter(where);
  }
  if (member.parameters > 0) {
    throw methodWithParameters(where, member.parameters);
  }
  const { read } = owner;
  const { key, memberKind } = member;
  type Members = Record<string | symbol, () => unknown>;
  return memberKind === 'method'
    ? new FuncVar(() => (read() as Members)[key]!())
    : new PropertyVar(read, key);
}

function memberName({ constructor }: Owner, { key }: ExposedMember): string {
  return `${classNameOf(constructor) || '(anonymous class)'}.${String(key)}`;
}

/** The name of a class; empty when a static member replaces it. */
function classNameOf({ name }: Function): string {
  return typeof name === 'string' ? name : '';
}
