import { expect, test } from 'vitest';
import { AccessRule } from '../../../src/http/access/access-rule.js';
import type { ResolvedAccess } from '../../../src/options/access.options.js';

test.each<{
  access: ResolvedAccess;
  audience: string;
  usesToken: boolean;
  canChange: boolean;
}>([
  {
    access: { type: 'public' },
    audience: 'public',
    usesToken: false,
    canChange: false,
  },
  {
    access: { type: 'addresses', networks: [] },
    audience: 'loopback only',
    usesToken: false,
    canChange: false,
  },
  {
    access: { type: 'token', token: 'a'.repeat(32), ignoresAllow: false },
    audience: 'with a token',
    usesToken: true,
    canChange: false,
  },
  {
    access: { type: 'function', decide: () => true },
    audience: 'as the function access decides',
    usesToken: false,
    canChange: true,
  },
])(
  'access by $access.type uses a token: $usesToken, and can change later: $canChange',
  ({ access, ...expected }) => {
    const { audience, usesToken, canChange } = new AccessRule({
      access,
      allowedHosts: [],
      closeOnUnmarkedProxy: false,
    });
    expect({ audience, usesToken, canChange }).toEqual(expected);
  },
);
