import { Injectable, Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { messages } from '../expvar.messages.js';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { indexableKey } from '../support/indexable-key.js';
import { FuncVar } from '../vars/func-var.js';
import { PropertyVar } from '../vars/property-var.js';
import { classMapName } from './class-map-name.js';
import { exposedMapOf } from './expose-var-map.decorator.js';
import {
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
  /** The object whose members are read, when they are read. */
  readonly read: () => object;
  readonly constructor: Function;
  readonly place: string;
}

/** What was found, for the line in the log. */
export interface Discovered {
  readonly variables: number;
  readonly providers: number;
}

/**
 * Finds the members that `@ExposeVar`, `@Counted` and `@Timed` mark, in every provider, controller,
 * enhancer and middleware of the application, and publishes them. It looks at
 * prototypes' metadata alone: no member is read before a scrape asks for it.
 */
@Injectable()
export class ExpvarExplorer {
  private readonly logger = new Logger(ExpvarExplorer.name);
  /** Modules, instances and classes that have been looked at. */
  private readonly explored = new WeakSet<object>();
  /** Classes whose own variables, of all their instances, are published. */
  private readonly kept = new WeakSet<Function>();
  /** Providers that are known, in this exploration, not to be request-scoped. */
  private unscoped = new Set<NestWrapper>();
  private readonly unfinished = new UnfinishedModules(this.logger);

  constructor(
    private readonly modulesContainer: ModulesContainer,
    private readonly registry: ExpvarRegistry,
  ) {}

  /**
   * Publishes all there is.
   *
   * @throws Error when a marked member cannot be published; it names the
   * class, the member and the remedy
   */
  explore(): Discovered {
    // Nest has finished these, whatever their records say.
    const finished = modulesOfStart(this.modulesContainer);
    return this.exploreNew((error) => {
      throw error;
    }, finished);
  }

  /** Publishes what lazily loaded modules have brought; logs, never throws. */
  refresh(): void {
    this.exploreNew((error) => this.logger.error(error.message));
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
    const isKept = this.kept.has(owner.constructor);
    this.kept.add(owner.constructor);
    for (const member of members) {
      if (member.variableOf === undefined) {
        attempt(() => {
          this.refuseManyInstances(wrapper, owner, member);
          this.publish(owner, member);
        });
      } else if (!isKept) {
        attempt(() => {
          refuseOtherMark(owner, member, members);
          this.publish(owner, member);
        });
      }
    }
    for (const { constructor } of chain) {
      if (constructor !== undefined && !this.explored.has(constructor)) {
        this.explored.add(constructor);
        const own = ownExposedMembers(constructor);
        const ownOwner = { read: () => constructor, constructor, place };
        for (const member of own) {
          attempt(() => {
            refuseOtherMark(ownOwner, member, own);
            this.publish(ownOwner, member);
          });
        }
      }
    }
    return published;
  }

  /** Throws where there is no one instance whose member could be read. */
  private refuseManyInstances(
    wrapper: NestWrapper,
    owner: Owner,
    member: ExposedMember,
  ): void {
    const chain = requestScopeChain(wrapper, this.unscoped);
    if (chain !== undefined) {
      this.unscoped = new Set();
      throw new Error(
        messages.requestScoped(memberName(owner, member), chain.join(' → ')),
      );
    }
    if (wrapper.isTransient) {
      throw new Error(messages.transient(memberName(owner, member)));
    }
  }

  private publish(owner: Owner, member: ExposedMember): void {
    const { constructor } = owner;
    const where = memberName(owner, member);
    const variable =
      member.variableOf?.(constructor) ?? readingVar(owner, member);
    const meta = { ...member.meta, source: `${where} (${owner.place})` };
    const map = exposedMapOf(constructor);
    const { name } = member;
    if (name !== undefined && map === undefined) {
      this.registry.publish(name, variable, meta);
      this.logger.debug(messages.published(meta.source, name));
      return;
    }
    const ownKey = name ?? member.key;
    if (typeof ownKey === 'symbol') {
      throw new Error(messages.symbolWithoutName(member.decorator, where));
    }
    const key = indexableKey(ownKey);
    if (map?.name === undefined && constructor.name === '') {
      throw new Error(messages.anonymousClass(member.decorator, where));
    }
    const mapName = map?.name ?? classMapName(constructor.name);
    this.registry.publishInMap(mapName, key, variable, meta);
    this.logger.debug(messages.published(meta.source, `${mapName}.${key}`));
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

/** The marked instance members; of a key marked twice the most derived. */
function instanceMembers(chain: readonly Ancestor[]): ExposedMember[] {
  const members: ExposedMember[] = [];
  const overridden = new Set<string | symbol>();
  for (const { prototype } of chain) {
    const own = ownExposedMembers(prototype);
    members.push(...own.filter(({ key }) => !overridden.has(key)));
    for (const { key } of own) {
      overridden.add(key);
    }
  }
  return members;
}

/** Throws where a method is instrumented, and exposed or instrumented again. */
function refuseOtherMark(
  owner: Owner,
  member: ExposedMember,
  members: readonly ExposedMember[],
): void {
  const other = members.find((one) => one !== member && one.key === member.key);
  if (member.variableOf !== undefined && other !== undefined) {
    throw new Error(
      messages.markedTwice(
        memberName(owner, member),
        member.decorator,
        other.decorator,
      ),
    );
  }
}

/** A variable that reads the member at every scrape. */
function readingVar(owner: Owner, member: ExposedMember): FuncVar {
  const where = memberName(owner, member);
  if (member.form === 'setter') {
    throw new Error(messages.setterExposed(where));
  }
  if (member.parameters > 0) {
    throw new Error(messages.methodWithParameters(where, member.parameters));
  }
  const { read } = owner;
  const { key, form } = member;
  type Members = Record<string | symbol, () => unknown>;
  return form === 'method'
    ? new FuncVar(() => (read() as Members)[key]!())
    : new PropertyVar(read, key);
}

function memberName({ constructor }: Owner, { key }: ExposedMember): string {
  return `${constructor.name || '(anonymous class)'}.${String(key)}`;
}
