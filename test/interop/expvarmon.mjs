import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { parseExact } from './exact-json.mjs';
import { digit, fraction, member } from './spoilers.mjs';

/** What the command line of docs/integrations/expvarmon.md has, and the path of each. */
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

/** What expvarmon shows of these variables. */
export async function expvarmon(session) {
  const compare = async (spoil) => {
    const { printed, said } = await session.read(
      (address) => [`${address}/debug/vars`, Object.keys(VARIABLES).join(',')],
      spoil,
    );
    const document = parseExact(said[0]);
    const values = Object.entries(VARIABLES).map(([name, path]) => [
      name,
      shownOf(path.reduce((value, key) => value[key], document)),
    ]);
    assert.deepEqual(parseExact(printed[0]), {
      service: basename(document.cmdline[0]),
      values: Object.fromEntries(values),
    });
  };
  // A namesake changes nothing: expvarmon tells MemStats from memstats.
  await session.compares('shows every kind of variable', compare, [
    digit,
    member,
    fraction,
  ]);
}

/** Of an array the average is shown. */
function shownOf(value) {
  return Array.isArray(value)
    ? value.reduce((sum, element) => sum + element) / BigInt(value.length)
    : value;
}
