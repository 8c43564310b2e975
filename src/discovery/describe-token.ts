import type { InjectionToken } from '@nestjs/common';
import { describeClass } from './class-name.js';
import type { NestWrapper } from './nest-types.js';

/** The class of a provider, or the token of one that is not a class. */
export function describeProvider(wrapper: NestWrapper): string {
  return wrapper.isNotMetatype
    ? describeToken(wrapper.token)
    : describeClass([wrapper.metatype as Function]);
}

export function describeToken(token: InjectionToken): string {
  return typeof token === 'function' ? describeClass([token]) : String(token);
}
