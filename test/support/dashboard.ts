import type {
  Frame,
  PollResponse,
  State,
} from '../../src/dashboard/protocol.js';
import { call } from './http-client.js';
import { bareExpvar } from './bare-document.js';

/** Returns a module with a dashboard that publishes nothing itself. */
export function withDashboard(options: Parameters<typeof bareExpvar>[0] = {}) {
  return bareExpvar({ dashboard: true, ...options });
}

export async function stateOf(url: string): Promise<State> {
  const { text } = await call(`${url}/debug/vars/ui/state`);
  return JSON.parse(text) as State;
}

export async function poll(
  url: string,
  since: number | string,
): Promise<PollResponse> {
  const { text } = await call(`${url}/debug/vars/ui/poll?since=${since}`);
  return JSON.parse(text) as PollResponse;
}

/** The value of a variable; undefined where there is none. */
export function valueIn({ variables }: State, ...path: string[]): unknown {
  return variables.find(
    ([, each]) => JSON.stringify(each) === JSON.stringify(path),
  )?.[2];
}

export function idIn({ variables }: State, ...path: string[]): number {
  return variables.find(
    ([, each]) => JSON.stringify(each) === JSON.stringify(path),
  )![0];
}

/** The value that a frame gives a variable; undefined where it gives none. */
export function valueInFrame({ values }: Frame, id: number): unknown {
  const i = values.findIndex((each, j) => j % 2 === 0 && each === id);
  return i < 0 ? undefined : values[i + 1];
}
