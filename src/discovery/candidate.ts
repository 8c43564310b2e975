import { types } from 'node:util';
import type { Logger } from '@nestjs/common';
import { describeClass } from './class-name.js';
import { describeToken } from './describe-token.js';
import { hiddenClass } from './discovery-errors.js';
import { exposesMembers } from './exposed-member.js';
import { COLLECTIONS, instanceOf, isEnhancer } from './nest-container.js';
import type { NestModuleRef, NestWrapper } from './nest-types.js';
import {
  type Ancestor,
  prototypeChain,
  prototypeOf,
} from './prototype-chain.js';

/** A provider, controller, enhancer or middleware with members to publish. */
export interface Candidate {
  readonly wrapper: NestWrapper;
  readonly instance: object;
  readonly isEnhancer: boolean;
  /** Where it is registered, for messages. */
  readonly place: string;
  /** The prototypes with the marked members, the most derived one first. */
  readonly chain: readonly Ancestor[];
}

/** The objects of a module with members to publish. Logs those that hide them. */
export function candidatesOf(
  module: NestModuleRef,
  logger: Logger,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const collection of COLLECTIONS) {
    for (const wrapper of module[collection].values()) {
      const instance = wrapper.isAlias ? undefined : instanceOf(wrapper);
      if (instance === undefined) {
        continue;
      }
      const place = () =>
        `${collection} of ${describeClass([module.metatype])}`;
      const start = exposingPrototype(wrapper, instance);
      if (start !== undefined) {
        candidates.push({
          wrapper,
          instance,
          isEnhancer: isEnhancer(collection, wrapper),
          place: place(),
          chain: prototypeChain(start),
        });
      } else if (isHidden(wrapper, instance)) {
        const className = describeToken(wrapper.token);
        logger.warn(hiddenClass(className, place()));
      }
    }
  }
  return candidates;
}

/**
 * The most derived prototype with marked members. It is that of the class which
 * Nest has constructed where the constructor returns an object that hides it, as
 * some Proxies do.
 */
function exposingPrototype(
  wrapper: NestWrapper,
  instance: object,
): object | undefined {
  const prototype = prototypeOf(instance);
  const constructed = wrapper.isNotMetatype
    ? undefined
    : ((wrapper.metatype as Function).prototype as object | undefined);
  if (
    constructed !== prototype &&
    exposesMembers(constructed) &&
    !prototypeChain(prototype).some((each) => each.prototype === constructed)
  ) {
    return constructed;
  }
  return exposesMembers(prototype) ? prototype : undefined;
}

/** True for a Proxy from a factory whose token is a class that it does not show. */
function isHidden({ token }: NestWrapper, instance: object): boolean {
  return (
    typeof token === 'function' &&
    exposesMembers(token.prototype) &&
    types.isProxy(instance)
  );
}
