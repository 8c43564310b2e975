import { indexableKey } from '../support/indexable-key.js';
import { classMapName } from './class-map-name.js';
import { classNameOf, describeClass } from './class-name.js';
import { anonymousClass, symbolWithoutName } from './discovery-errors.js';
import { exposedMapOf } from './expose-var-map.decorator.js';
import type { ExposedMember } from './exposed-member.js';

/** Where a variable is published. */
export interface VarPlace {
  /** The top-level name, or that of the map. */
  readonly name: string;
  /** The key in the map; undefined for a variable at top level. */
  readonly key: string | undefined;
}

/** The object or class that has a marked member. */
export class MemberOwner {
  /**
   * @param read returns the object whose members are read
   * @param classes its class and those that it extends
   * @param place where it is registered, for messages
   */
  constructor(
    readonly read: () => object,
    private readonly classes: readonly Function[],
    private readonly place: string,
  ) {}

  get class(): Function {
    return this.classes[0] ?? Object;
  }

  /** The name of the class, for messages. */
  get className(): string {
    return describeClass(this.classes);
  }

  /** The class and the member, for messages. */
  describe({ key }: ExposedMember): string {
    return `${this.className}.${String(key)}`;
  }

  /** The same with the module, for metadata. */
  source(member: ExposedMember): string {
    return `${this.describe(member)} (${this.place})`;
  }

  /** @throws Error when no name can be made of the class or of the member's key */
  varPlace(member: ExposedMember): VarPlace {
    const { name, decorator } = member;
    const map = exposedMapOf(this.class);
    if (name !== undefined && map === undefined) {
      return { name, key: undefined };
    }
    const key = name ?? member.key;
    if (typeof key === 'symbol') {
      throw symbolWithoutName(decorator, this.describe(member));
    }
    const className = classNameOf(this.classes);
    if (map?.name === undefined && className === '') {
      throw anonymousClass(decorator, this.describe(member));
    }
    return {
      name: map?.name ?? classMapName(className),
      key: indexableKey(key),
    };
  }
}
