import { Injectable, mixin, Scope, type Type } from '@nestjs/common';
import { Counted, ExposeVar, ExposeVarMap, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { contextError, documentWith } from '../support/contexts.js';

/** Returns a subclass without a name, as decorators of some libraries do. */
function Wrapped(): ClassDecorator {
  return ((base: Type) => class extends base {}) as ClassDecorator;
}

/** Gives a class another name at each start. */
function Renamed(): ClassDecorator {
  return (target) => {
    const value = `${target.name}_${Math.random().toString(36).slice(2)}`;
    Object.defineProperty(target, 'name', { value });
  };
}

describe('the map of a class has the name from where its decorators ran', () => {
  test('when mixin() gives the class a random name', async () => {
    class RolesGuard {
      @ExposeVar()
      readonly refused = new IntVar();

      canActivate() {
        return true;
      }
    }
    const Mixed = mixin(RolesGuard);
    expect(Mixed.name).not.toBe('RolesGuard');
    expect(await documentWith({ providers: [Mixed] })).toBe(
      '{\n"rolesGuard": {"refused": 0}\n}\n',
    );
  });

  test('when mixin() gives a subclass without decorators a random name', async () => {
    class RolesGuard {
      @ExposeVar()
      readonly refused = new IntVar();
    }
    class AdminGuard extends RolesGuard {}
    expect(await documentWith({ providers: [mixin(AdminGuard)] })).toBe(
      '{\n"rolesGuard": {"refused": 0}\n}\n',
    );
  });

  test('when mixin() renames a class that only counts', async () => {
    class RolesGuard {
      @Counted()
      canActivate() {
        return true;
      }
    }
    expect(await documentWith({ providers: [mixin(RolesGuard)] })).toBe(
      '{\n"rolesGuard": {"canActivate": {"calls": 0, "errors": 0, "inFlight": 0}}\n}\n',
    );
  });

  test('when only static members are marked', async () => {
    class RolesGuard {
      @ExposeVar()
      static readonly refused = new IntVar();

      canActivate() {
        return true;
      }
    }
    expect(await documentWith({ providers: [mixin(RolesGuard)] })).toBe(
      '{\n"rolesGuard": {"refused": 0}\n}\n',
    );
  });

  test('when a decorator gives the class another name', async () => {
    @Renamed()
    @Injectable()
    class QuotesService {
      @ExposeVar()
      readonly ticks = new IntVar();
    }
    expect(await documentWith({ providers: [QuotesService] })).toBe(
      '{\n"quotes": {"ticks": 0}\n}\n',
    );
  });

  test('when a decorator returns a subclass without a name', async () => {
    @Wrapped()
    @Injectable()
    class UploadService {
      @ExposeVar()
      readonly open = new IntVar();

      @ExposeVar()
      static readonly limit = 5;
    }
    expect(await documentWith({ providers: [UploadService] })).toBe(
      '{\n"upload": {"limit": 5, "open": 0}\n}\n',
    );
  });

  test('when @ExposeVarMap() without a name is below such a decorator', async () => {
    class Base {
      @ExposeVar()
      readonly open = new IntVar();
    }
    @Renamed()
    @ExposeVarMap()
    class UploadService extends Base {}
    expect(await documentWith({ providers: [UploadService] })).toBe(
      '{\n"upload": {"open": 0}\n}\n',
    );
  });
});

test('a subclass keeps its own name', async () => {
  class Base {
    @ExposeVar()
    readonly open = new IntVar();
  }
  class UploadService extends Base {}
  expect(await documentWith({ providers: [UploadService, Base] })).toBe(
    '{\n"base": {"open": 0},\n"upload": {"open": 0}\n}\n',
  );
});

test('two mixins of one class are refused, and may have named maps', async () => {
  function guardFor(role: string, map: boolean) {
    class RolesGuard {
      @ExposeVar()
      readonly refused = new IntVar();
    }
    if (map) {
      ExposeVarMap(role)(RolesGuard);
    }
    return mixin(RolesGuard);
  }
  const providers = (map: boolean) => [
    guardFor('admin', map),
    guardFor('editor', map),
  ];
  expect(await contextError({ providers: providers(false) })).toBe(
    'expvar: reuse of key "refused" in map "rolesGuard": by RolesGuard.refused (providers of TestModule) and again by RolesGuard.refused (providers of TestModule); rename one of them, or give one of the classes a map of its own with @ExposeVarMap(\'name\')',
  );
  expect(await documentWith({ providers: providers(true) })).toBe(
    '{\n"admin": {"refused": 0},\n"editor": {"refused": 0}\n}\n',
  );
});

describe('messages name a class that tools have changed', () => {
  test('when a decorator returned a subclass without a name', async () => {
    @Wrapped()
    class UploadService {
      @ExposeVar('open')
      set open(_: number) {}
    }
    expect(await contextError({ providers: [UploadService] })).toBe(
      'expvar: @ExposeVar is on UploadService.open, which has a setter but no getter; add the getter',
    );
  });

  test('when mixin() renamed a request-scoped dependency', async () => {
    class Tenant {
      readonly id = 1;

      @ExposeVar()
      static readonly count = 1;
    }
    const Mixed = mixin(Tenant);
    Injectable({ scope: Scope.REQUEST })(Mixed);
    class Orders {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    Reflect.defineMetadata('design:paramtypes', [Mixed], Orders);
    expect(await contextError({ providers: [Mixed, Orders] })).toContain(
      '(Orders → Tenant)',
    );
  });
});

test('a static method called name is refused, and named maps are the remedy', async () => {
  class Quotes {
    static name() {
      return 'quotes';
    }

    @ExposeVar()
    readonly size = 2;
  }
  expect(await contextError({ providers: [Quotes as unknown as Type] })).toBe(
    "expvar: @ExposeVar is on (anonymous class).size, whose class has no name for its map; name the map with @ExposeVarMap('name')",
  );
});
