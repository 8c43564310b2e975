import type { Text } from '../text/en.js';
import {
  formatBytes,
  formatTime,
  formatNumber,
  formatPercent,
  formatSeconds,
} from './format.js';
import { EVENT_MS, type Finding } from './findings.js';
import { printable } from './printable.js';

/** Returns one part of the sentence that says what is wrong. */
export function findingText(finding: Finding, { findings: t }: Text): string {
  const { more } = finding;
  switch (finding.kind) {
    case 'blocked':
      return t.blocked(
        finding.count,
        MINUTES,
        formatSeconds(finding.longest),
        formatTime(finding.lastWall),
      );
    case 'failingRoute':
      return withMore(
        t.failingRoute(nameOf(finding), formatPercent(finding.share, 2)),
      );
    case 'slowRoute': {
      const { factor } = finding;
      const p99 = formatSeconds(finding.p99, 2);
      return withMore(
        factor === undefined
          ? t.slowRoute(nameOf(finding), p99)
          : t.slowerRoute(nameOf(finding), p99, formatNumber(factor, 2)),
      );
    }
    case 'leak':
      return t.leak(formatBytes(finding.bytesPerMinute, 2));
    case 'builtInLimit':
      return t[finding.limit](
        finding.limit === 'eventLoopDelay'
          ? formatSeconds(finding.value, 2)
          : formatPercent(finding.value, 2),
      );
    case 'overLimit':
    case 'failingVariable':
    case 'lateVariable':
      return t[finding.kind](finding.path.map(part).join('.'), more);
    case 'restarted':
      return t.restarted(
        finding.fromPid,
        finding.toPid,
        formatTime(finding.wall),
      );
  }

  function withMore(text: string): string {
    return more === 0 ? text : t.moreRoutes(text, more);
  }
}

/** Returns the grey sentence of a process without findings. */
export function nothingText({ findings: t }: Text): string {
  return t.nothing(MINUTES);
}

const MINUTES = String(EVENT_MS / 60_000);

const MAX_NAME_LENGTH = 60;

/** Routes are keys of the map `http`, which needs no mention. */
function nameOf({ path }: { readonly path: readonly string[] }): string {
  return part(path.at(-1) ?? '');
}

function part(key: string): string {
  return printable(key, MAX_NAME_LENGTH);
}
