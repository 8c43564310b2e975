import type { Case } from './case.js';
import { applicationSettingCases } from './cases/application-settings.js';
import { browserCases } from './cases/browsers.js';
import { forwardingHeaderCases } from './cases/forwarding-headers.js';
import { functionCases } from './cases/functions.js';
import { hostCases } from './cases/hosts.js';
import { networkCases } from './cases/networks.js';
import { peerCases } from './cases/peers.js';
import { tokenCases } from './cases/tokens.js';
import { transportCases } from './cases/transports.js';

/** Requests that are served and requests that are denied, for every policy. */
export const cases: readonly Case[] = [
  ...peerCases,
  ...forwardingHeaderCases,
  ...hostCases,
  ...browserCases,
  ...tokenCases,
  ...networkCases,
  ...functionCases,
  ...transportCases,
  ...applicationSettingCases,
];
