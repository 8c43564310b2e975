import type { RuntimeSeries } from '../src/dashboard/protocol.js';
import { Chart, type Line } from './chart.js';
import { byId } from './dom.js';
import type { Span } from './sparkline.js';
import type { Store } from './store.js';
import { t } from './text.js';

function of(name: RuntimeSeries): Line['at'] {
  return (store, tick) => store.runtime[name].get(tick);
}

/** How long it took, of what is long: a hundredth of a second. */
function collected(store: Store, tick: number): number {
  const count = store.runtime.gcCount.get(tick);
  return count > 0 ? Math.max(0.01, store.runtime.gcTime.get(tick) * 50) : 0;
}

/** The charts of what the process itself does. */
export class RuntimeCharts {
  private readonly charts = new Map<string, Chart>();

  constructor() {
    const place = byId('charts');
    const add = (name: string, chart: Chart): void => {
      this.charts.set(name, chart);
      chart.element.id = `chart-${name}`;
      place.append(chart.element);
    };
    add(
      'memory',
      new Chart({
        title: () => t.memory,
        zero: true,
        marks: collected,
        lines: [
          { label: () => t.rss, color: 'c1', unit: 'By', at: of('rss') },
          {
            label: () => t.heapTotal,
            color: 'c2',
            unit: 'By',
            at: of('heapTotal'),
          },
          {
            label: () => t.heapUsed,
            color: 'c3',
            unit: 'By',
            at: of('heapUsed'),
            area: true,
          },
          {
            label: () => t.external,
            color: 'c4',
            unit: 'By',
            at: of('external'),
            dashed: true,
          },
        ],
      }),
    );
    add(
      'loop',
      new Chart({
        title: () => t.eventLoop,
        zero: true,
        atLeast: 0.01,
        marks: collected,
        lines: [
          {
            label: () => t.delayShort,
            color: 'c1',
            unit: 's',
            at: of('loopDelay'),
            area: true,
          },
          {
            label: () => t.max,
            color: 'c4',
            unit: 's',
            at: of('loopDelayMax'),
            dashed: true,
          },
          {
            label: () => t.utilization,
            color: 'c3',
            unit: 'ratio',
            at: of('loopUtilization'),
            right: true,
          },
        ],
      }),
    );
    add(
      'cpu',
      new Chart({
        title: () => t.cpu,
        zero: true,
        atLeast: 0.1,
        marks: collected,
        lines: [
          {
            label: () => t.cpu,
            color: 'c1',
            unit: 'ratio',
            at: of('cpu'),
            area: true,
          },
        ],
      }),
    );
    add(
      'gc',
      new Chart({
        title: () => t.gcShort,
        zero: true,
        atLeast: 0.002,
        lines: [
          {
            label: () => t.gcTime,
            color: 'gc',
            unit: 's',
            at: of('gcTime'),
            bars: true,
          },
        ],
      }),
    );
  }

  update(store: Store, span: Span, length: number): void {
    for (const chart of this.charts.values()) {
      chart.update(store, span, length);
    }
  }

  show(name: string): void {
    const element = this.charts.get(name)?.element;
    if (element === undefined) {
      return;
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({
      behavior: calm ? 'instant' : 'smooth',
      block: 'center',
    });
    element.classList.remove('shown');
    // Reading a measure lets the animation start anew.
    void element.offsetWidth;
    element.classList.add('shown');
  }
}
