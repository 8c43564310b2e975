import type { RuntimeSeries } from '../src/dashboard/protocol.js';
import { Chart, type Line } from './chart.js';
import { byId } from './dom.js';
import type { TickRange } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';

function series(name: RuntimeSeries): Line['valueAt'] {
  return (store, tick) => store.runtime[name].get(tick);
}

/** The height of the mark of garbage collections: 1 for 20 ms. */
function gcMark(store: Store, tick: number): number {
  const count = store.runtime.gcCount.get(tick);
  return count > 0 ? Math.max(0.01, store.runtime.gcTime.get(tick) * 50) : 0;
}

/** The charts of the process itself. */
export class RuntimeCharts {
  private readonly charts = new Map<string, Chart>();

  constructor() {
    const container = byId('charts');
    const add = (name: string, chart: Chart): void => {
      this.charts.set(name, chart);
      chart.element.id = `chart-${name}`;
      container.append(chart.element);
    };
    add(
      'memory',
      new Chart({
        title: () => t.memory,
        fromZero: true,
        markAt: gcMark,
        lines: [
          {
            label: () => t.rss,
            color: 'c1',
            unit: 'By',
            valueAt: series('rss'),
          },
          {
            label: () => t.heapTotal,
            color: 'c2',
            unit: 'By',
            valueAt: series('heapTotal'),
          },
          {
            label: () => t.heapUsed,
            color: 'c3',
            unit: 'By',
            valueAt: series('heapUsed'),
            hasArea: true,
          },
          {
            label: () => t.external,
            color: 'c4',
            unit: 'By',
            valueAt: series('external'),
            isDashed: true,
          },
        ],
      }),
    );
    add(
      'loop',
      new Chart({
        title: () => t.eventLoop,
        fromZero: true,
        minHigh: 0.01,
        markAt: gcMark,
        lines: [
          {
            label: () => t.delayShort,
            color: 'c1',
            unit: 's',
            valueAt: series('loopDelay'),
            hasArea: true,
          },
          {
            label: () => t.max,
            color: 'c4',
            unit: 's',
            valueAt: series('loopDelayMax'),
            isDashed: true,
          },
          {
            label: () => t.utilization,
            color: 'c3',
            unit: 'ratio',
            valueAt: series('loopUtilization'),
            isRightAxis: true,
          },
        ],
      }),
    );
    add(
      'cpu',
      new Chart({
        title: () => t.cpu,
        fromZero: true,
        minHigh: 0.1,
        markAt: gcMark,
        lines: [
          {
            label: () => t.cpu,
            color: 'c1',
            unit: 'ratio',
            valueAt: series('cpu'),
            hasArea: true,
          },
        ],
      }),
    );
    add(
      'gc',
      new Chart({
        title: () => t.gcShort,
        fromZero: true,
        minHigh: 0.002,
        lines: [
          {
            label: () => t.gcTime,
            color: 'gc',
            unit: 's',
            valueAt: series('gcTime'),
            hasBars: true,
          },
        ],
      }),
    );
  }

  update(store: Store, range: TickRange): void {
    for (const chart of this.charts.values()) {
      chart.update(store, range);
    }
  }

  scrollTo(name: string): void {
    const element = this.charts.get(name)?.element;
    if (element === undefined) {
      return;
    }
    const isMotionReduced = matchMedia(
      '(prefers-reduced-motion: reduce)',
    ).matches;
    element.scrollIntoView({
      behavior: isMotionReduced ? 'instant' : 'smooth',
      block: 'center',
    });
    element.classList.remove('highlighted');
    // Reading a size forces a layout, so that the animation starts again.
    void element.offsetWidth;
    element.classList.add('highlighted');
  }
}
