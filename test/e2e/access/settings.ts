import type { Setting } from './case.js';

export const TOKEN = 'Zx9-correct-horse~battery';

/** The allowed networks of the cases. */
export const NETWORKS = [
  '10.0.0.0/8',
  '192.168.1.7',
  'fd00::/8',
  '2001:db8::7',
] as const;

export const byDefault: Setting = { options: {} };
export const isPublic: Setting = { options: { access: 'public' } };
export const withToken: Setting = { options: { access: { token: TOKEN } } };
export const withNetworks: Setting = {
  options: { access: { allow: [...NETWORKS] } },
};
export const withTokenAndNetworks: Setting = {
  options: { access: { token: TOKEN, allow: ['10.0.0.0/8'] } },
};
export const byFunction: Setting = { options: { access: () => true } };

/** Policies that check neither the peer nor the Host. */
export const unchecked = [
  { policy: 'public', setting: isPublic, pass: [] },
  {
    policy: 'a token',
    setting: withToken,
    pass: [`Authorization: Bearer ${TOKEN}`],
  },
  { policy: 'a function', setting: byFunction, pass: [] },
] as const;

/** Every policy, with the header lines of an allowed request. */
export const everyPolicy = [
  { policy: 'loopback', setting: byDefault, pass: [] },
  { policy: 'networks', setting: withNetworks, pass: [] },
  ...unchecked,
] as const;
