import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { parseExact } from './exact-json.mjs';
import { digit, fraction, member } from './spoilers.mjs';

/**
 * The variables of the command line in docs/integrations/expvarmon.md, with
 * their paths.
 */
export const VARIABLES = {
  'mem:memstats.Alloc': ['memstats', 'Alloc'],
  'mem:memstats.HeapAlloc': ['memstats', 'HeapAlloc'],
  'mem:memstats.HeapSys': ['memstats', 'HeapSys'],
  'duration:memstats.PauseNs': ['memstats', 'PauseNs'],
  'duration:memstats.PauseTotalNs': ['memstats', 'PauseTotalNs'],
  'memstats.GCCPUFraction': ['memstats', 'GCCPUFraction'],
  'memstats.EnableGC': ['memstats', 'EnableGC'],
  'duration:gcpause': ['gcpause'],
  goroutine: ['goroutine'],
  'http.requests': ['http', 'requests'],
  'quotes.ticks.BTCUSDT': ['quotes', 'ticks', 'BTCUSDT'],
  'str:version': ['version'],
  'str:运行时间': ['运行时间'],
};

/**
 * Checks the values that expvarmon shows for these variables.
 *
 * @param {import('./session.mjs').Session} session
 */
export async function expvarmon(session) {
  /** @type {import('./session.mjs').Comparison} */
  const compare = async (spoil) => {
    const { printed, documents } = await session.read(
      (address) => [`${address}/debug/vars`, Object.keys(VARIABLES).join(',')],
      spoil,
    );
    const document = parseExact(documents[0] ?? '');
    const values = Object.entries(VARIABLES).map(([name, path]) => [
      name,
      shownOf(path.reduce((value, key) => value[key], document)),
    ]);
    assert.deepEqual(parseExact(printed[0] ?? ''), {
      service: basename(document.cmdline[0]),
      values: Object.fromEntries(values),
    });
  };
  // The namesake is not among these, because expvarmon distinguishes MemStats
  // from memstats.
  await session.checkComparison('shows every kind of variable', compare, [
    digit,
    member,
    fraction,
  ]);
}

/**
 * expvarmon shows the average of an array.
 *
 * @param {unknown} value
 */
function shownOf(value) {
  return Array.isArray(value)
    ? value.reduce((sum, element) => sum + element) / BigInt(value.length)
    : value;
}
