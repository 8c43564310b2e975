import {
  decodePoll,
  decodeSnapshot,
} from '../../src/dashboard/protocol/decode.js';
import type {
  PollResponse,
  Snapshot,
} from '../../src/dashboard/protocol/types.js';
import { bareExpvar } from './bare-document.js';
import { Replica } from './dashboard-replica.js';
import { DashboardStream } from './dashboard-stream.js';
import { call } from './http-client.js';

/** Returns a module with a dashboard that publishes nothing itself. */
export function withDashboard(options: Parameters<typeof bareExpvar>[0] = {}) {
  return bareExpvar({ dashboard: true, ...options });
}

/** @param url of the application */
export async function snapshotOf(url: string): Promise<Snapshot> {
  const { text } = await call(`${url}/debug/vars/ui/poll`);
  return decodeSnapshot(text);
}

/** @param url of the application */
export async function replicaOf(url: string): Promise<Replica> {
  return new Replica(await snapshotOf(url));
}

/** @param url of the application */
export async function poll(
  url: string,
  since: number | string,
  process: string,
): Promise<PollResponse> {
  const { text } = await call(
    `${url}/debug/vars/ui/poll?since=${since}&process=${process}`,
  );
  return decodePoll(text);
}

/** @param url of the application */
export function openStream(url: string): Promise<DashboardStream> {
  return DashboardStream.open(`${url}/debug/vars/ui/stream`);
}
