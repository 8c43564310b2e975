import { expect, test } from 'vitest';
import { History } from '../../../src/dashboard/history.js';
import { HISTORY_LENGTH } from '../../../src/dashboard/protocol/types.js';

/** Returns a history of several series. Each row holds the samples of one tick. */
function historyOf(ticks: readonly (readonly number[])[]) {
  const history = new History();
  const series: number[] = [];
  for (const [tick, samples] of ticks.entries()) {
    history.begin(tick);
    while (series.length < samples.length) {
      series.push(history.open());
    }
    for (const [i, sample] of samples.entries()) {
      history.set(series[i]!, sample);
    }
  }
  return { history, series };
}

test('the newest sample comes last, and missing samples are null', () => {
  const { history, series } = historyOf([[1], [NaN, 5], [3, 6]]);
  expect(history.last(series[0]!, 3, 2)).toEqual([1, null, 3]);
  expect(history.last(series[1]!, 3, 2)).toEqual([null, 5, 6]);
  expect(history.last(series[1]!, 1, 2)).toEqual([6]);
});

test('a history keeps exactly ten minutes', () => {
  const ticks = Array.from({ length: HISTORY_LENGTH + 5 }, (_, i) => [i]);
  const { history, series } = historyOf(ticks);
  const last = history.last(series[0]!, HISTORY_LENGTH, HISTORY_LENGTH + 4);
  expect(last).toHaveLength(600);
  expect(last[0]).toBe(5);
  expect(last.at(-1)).toBe(604);
});

test('a series that reuses a closed one has none of its samples', () => {
  const { history, series } = historyOf([
    [1, 2],
    [3, 4],
  ]);
  history.close(series[0]!);
  const next = history.open();
  expect(next).toBe(series[0]);
  expect(history.last(next, 2, 1)).toEqual([null, null]);
  expect(history.last(series[1]!, 2, 1)).toEqual([2, 4]);
});

test('a series that is opened during a tick has its sample', () => {
  const history = new History();
  const first = history.open();
  history.begin(0);
  history.set(first, 1);
  const further = Array.from({ length: 200 }, () => history.open());
  for (const [i, series] of further.entries()) {
    history.set(series, i);
  }
  expect(history.last(first, 1, 0)).toEqual([1]);
  expect(history.last(further[199]!, 1, 0)).toEqual([199]);
});
