import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { throwTogether } from '../support/throw-together.js';
import { FuncVar } from '../vars/func-var.js';
import { PropertyVar } from '../vars/property-var.js';
import type { Var } from '../vars/var.js';
import { type Candidate, candidatesOf } from './candidate.js';
import { describeClass } from './class-name.js';
import {
  methodWithParameters,
  repeatedEnhancer,
  requestScoped,
  setterWithoutGetter,
  transient,
  twoDecorators,
} from './discovery-errors.js';
import {
  type ClaimableMetrics,
  type ExposedMember,
  ownExposedMembers,
} from './exposed-member.js';
import { MemberOwner } from './member-owner.js';
import { instanceMembers, isOverridden } from './members-of-class.js';
import { modulesOfStart, unfinishedProviders } from './nest-container.js';
import type { NestModuleRef, NestWrapper } from './nest-types.js';
import { classesOf } from './prototype-chain.js';
import { providedTwice } from './provided-twice.js';
import { requestScopeChain } from './request-scope-chain.js';
import { UnfinishedModules } from './unfinished-modules.js';

/** The numbers for the log line at start-up. */
export interface Discovered {
  readonly variables: number;
  readonly providers: number;
}

/** The results of one walk through the modules. */
interface Exploration {
  /** The names and sources of variables. */
  readonly published: string[];
  readonly errors: Error[];
  /** The places of enhancers that a scrape does not read, by the one it reads. */
  readonly repeated: Map<Candidate, string[]>;
}

/**
 * Finds the members that `@ExposeVar`, `@Counted` and `@Timed` mark in every
 * provider, controller, enhancer and middleware of the application, and
 * publishes them. At start-up it reads metadata only; members are read at every
 * scrape.
 */
@Injectable()
export class ExpvarExplorer implements OnApplicationShutdown {
  private readonly logger = new Logger(ExpvarExplorer.name);
  private readonly exploredModules = new WeakSet<NestModuleRef>();
  /** The instances, and the classes with static members, that were explored. */
  private readonly explored = new WeakSet<object>();
  /** Classes whose instrumented methods are published. */
  private readonly instrumented = new WeakSet<Function>();
  /** The instance of each class whose members a scrape reads. */
  private readonly firstOfClass = new Map<Function, Candidate>();
  /** The metrics that this application has claimed. */
  private readonly claimed = new Set<ClaimableMetrics>();
  /** The providers that this exploration has found not to be request-scoped. */
  private unscoped = new Set<NestWrapper>();
  private readonly unfinished = new UnfinishedModules(this.logger);
  private variables = 0;
  private providers = 0;

  constructor(
    private readonly modulesContainer: ModulesContainer,
    private readonly registry: ExpvarRegistry,
  ) {}

  /**
   * Publishes the marked members of all modules.
   *
   * @throws Error when a member cannot be published; the message names the
   *   class, the member and the remedy
   */
  explore(): Discovered {
    // Nest has finished the modules of the start, even if their records say
    // otherwise.
    const finished = modulesOfStart(this.modulesContainer);
    throwTogether(this.exploreNew(finished));
    return { variables: this.variables, providers: this.providers };
  }

  /** Publishes the members of lazily loaded modules; logs errors. */
  refresh(): void {
    for (const { message } of this.exploreNew()) {
      this.logger.error(message);
    }
  }

  onApplicationShutdown(): void {
    for (const metrics of this.claimed) {
      metrics.release(this.registry);
    }
    this.claimed.clear();
  }

  private exploreNew(finished?: ReadonlySet<NestModuleRef>): readonly Error[] {
    this.unscoped = new Set();
    const candidates = this.newModules(finished).flatMap((module) =>
      candidatesOf(module, this.logger),
    );
    // An enhancer that runs is published rather than a provider of its class.
    candidates.sort((a, b) => Number(b.isEnhancer) - Number(a.isEnhancer));
    const found: Exploration = {
      published: [],
      errors: [],
      repeated: new Map(),
    };
    for (const candidate of candidates) {
      const before = found.published.length;
      this.exploreCandidate(candidate, found);
      this.providers += found.published.length > before ? 1 : 0;
    }
    this.variables += found.published.length;
    if (found.published.length > 0) {
      this.logger.verbose(found.published.join(', '));
    }
    for (const [{ chain, place }, places] of found.repeated) {
      const className = describeClass(classesOf(chain));
      this.logger.warn(repeatedEnhancer(className, place, places));
    }
    return found.errors;
  }

  private newModules(finished?: ReadonlySet<NestModuleRef>): NestModuleRef[] {
    return [...this.modulesContainer.values()].filter((module) => {
      if (this.exploredModules.has(module)) {
        return false;
      }
      // A lazy module is published only when it is complete, because Nest
      // discards one that fails to load.
      const missing = finished?.has(module) ? [] : unfinishedProviders(module);
      if (missing.length > 0) {
        this.unfinished.warnOnce(module, missing);
        return false;
      }
      this.exploredModules.add(module);
      return true;
    });
  }

  private exploreCandidate(
    candidate: Candidate,
    { published, errors, repeated }: Exploration,
  ): void {
    const { wrapper, instance, chain, place } = candidate;
    if (this.explored.has(instance)) {
      return;
    }
    this.explored.add(instance);
    const attempt = (publish: () => string) => {
      try {
        published.push(publish());
      } catch (error) {
        errors.push(error as Error);
      }
    };
    const classes = classesOf(chain);
    const owner = new MemberOwner(
      () => wrapper.instance as object,
      classes,
      place,
    );
    const members = instanceMembers(chain);
    const isInstrumented = this.instrumented.has(owner.class);
    this.instrumented.add(owner.class);
    for (const member of members) {
      const { metricsOf } = member;
      if (metricsOf !== undefined) {
        const variable = this.claim(owner, metricsOf, instance);
        if (!isInstrumented && !isOverridden(chain, member)) {
          attempt(() => {
            assertOneDecorator(owner, member, members);
            return this.publish(owner, member, variable);
          });
        }
      }
    }
    const readMembers = members.filter(
      ({ metricsOf }) => metricsOf === undefined,
    );
    const [firstMember] = readMembers;
    if (firstMember !== undefined) {
      const first = this.firstOfClass.get(owner.class);
      if (first === undefined) {
        this.firstOfClass.set(owner.class, candidate);
        for (const member of readMembers) {
          attempt(() => {
            this.assertSingleton(wrapper, owner, member);
            return this.publish(owner, member, readingVar(owner, member));
          });
        }
      } else if (first.isEnhancer || candidate.isEnhancer) {
        repeated.set(first, [...(repeated.get(first) ?? []), place]);
      } else {
        attempt(() => {
          throw providedTwice(owner, firstMember, first, candidate);
        });
      }
    }
    for (const [i, constructor] of classes.entries()) {
      if (!this.explored.has(constructor)) {
        this.explored.add(constructor);
        const staticMembers = ownExposedMembers(constructor);
        const staticOwner = new MemberOwner(
          () => constructor,
          classes.slice(i),
          place,
        );
        for (const member of staticMembers) {
          attempt(() => {
            assertOneDecorator(staticOwner, member, staticMembers);
            const variable =
              member.metricsOf === undefined
                ? readingVar(staticOwner, member)
                : this.claim(staticOwner, member.metricsOf);
            return this.publish(staticOwner, member, variable);
          });
        }
      }
    }
  }

  /** @throws Error when the class has more than one instance to read from */
  private assertSingleton(
    wrapper: NestWrapper,
    owner: MemberOwner,
    member: ExposedMember,
  ): void {
    const chain = requestScopeChain(wrapper, this.unscoped);
    if (chain !== undefined) {
      this.unscoped = new Set();
      throw requestScoped(owner.describe(member), chain);
    }
    if (wrapper.isTransient) {
      throw transient(owner.describe(member));
    }
  }

  /** Returns the metrics of an instrumented method in this application. */
  private claim(
    owner: MemberOwner,
    metricsOf: NonNullable<ExposedMember['metricsOf']>,
    instance?: object,
  ): Var {
    const metrics = metricsOf(owner.class);
    this.claimed.add(metrics);
    return metrics.claim(this.registry, instance).map;
  }

  /** @returns the name and the source, for the log */
  private publish(
    owner: MemberOwner,
    member: ExposedMember,
    variable: Var,
  ): string {
    const { name, key } = owner.varPlace(member);
    const source = owner.source(member);
    const meta = { ...member.meta, source };
    if (key === undefined) {
      this.registry.publish(name, variable, meta);
      return `${name} is ${source}`;
    }
    this.registry.publishInMap(name, key, variable, meta);
    return `${name}.${key} is ${source}`;
  }
}

/**
 * @throws Error when an instrumented method has another decorator of ours; only
 * for the first of two instruments, so that they are one mistake
 */
function assertOneDecorator(
  owner: MemberOwner,
  member: ExposedMember,
  members: readonly ExposedMember[],
): void {
  const other = members.find(
    (candidate, i) =>
      candidate !== member &&
      candidate.key === member.key &&
      (candidate.metricsOf === undefined || i > members.indexOf(member)),
  );
  if (member.metricsOf !== undefined && other !== undefined) {
    throw twoDecorators(
      owner.describe(member),
      member.decorator,
      other.decorator,
    );
  }
}

/** Creates a variable that reads the member at every scrape. */
function readingVar(owner: MemberOwner, member: ExposedMember): FuncVar {
  if (member.memberKind === 'setter') {
    throw setterWithoutGetter(owner.describe(member));
  }
  if (member.parameters > 0) {
    throw methodWithParameters(owner.describe(member), member.parameters);
  }
  const { read } = owner;
  const { key, memberKind } = member;
  type Members = Record<string | symbol, () => unknown>;
  return memberKind === 'method'
    ? new FuncVar(() => (read() as Members)[key]!())
    : new PropertyVar(read, key);
}
