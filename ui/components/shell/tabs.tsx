import type { JSX } from 'preact';
import { formatNumber } from '../../state/format.js';
import type { Store } from '../../state/store.js';
import { countVariables } from '../../state/summary.js';
import { TABS, type Tab } from '../../state/view.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Icon } from './icons.js';

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
};

export function Tabs(): JSX.Element {
  const app = useApp();
  const current = app.view.tab.value;
  return (
    <nav class="tabs-bar">
      <div
        class="tabs"
        role="tablist"
        aria-label={t.shell.tabsLabel}
        onKeyDown={(event) => {
          const step = STEPS[event.key];
          if (step !== undefined) {
            const index = TABS.indexOf(current) + step + TABS.length;
            const tab = TABS[index % TABS.length]!;
            event.preventDefault();
            app.view.show(tab);
            document.querySelector<HTMLElement>(`[data-tab=${tab}]`)?.focus();
          }
        }}
      >
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            data-tab={tab}
            aria-selected={tab === current}
            aria-controls="panel"
            tabIndex={tab === current ? 0 : -1}
            onClick={() => app.view.show(tab)}
          >
            <span class="wide-only">{t.shell.tabs[tab]}</span>
            <span class="phone-only">
              {tab === 'variables' ? t.shell.shortVariables : t.shell.tabs[tab]}
            </span>
            <TabCounts tab={tab} />
          </button>
        ))}
      </div>
    </nav>
  );
}

function TabCounts({ tab }: { tab: Tab }): JSX.Element | null {
  const app = useApp();
  const store = app.drawn.value;
  if (store === undefined) {
    return null;
  }
  const findings = app.findings.value.filter(
    ({ target }) => target.tab === tab,
  );
  const alarms = findings.reduce((sum, { more }) => sum + 1 + more, 0);
  const level = findings.some((finding) => finding.level === 'critical')
    ? 'critical'
    : 'warning';
  const count = countIn(store, tab);
  return (
    <>
      {count !== undefined && (
        <span class="tab-count">{formatNumber(count)}</span>
      )}
      {alarms > 0 && tab !== 'overview' && (
        <span class={`tab-alarms ${level}`}>
          <Icon name="warning" />
          <span class="wide-only">{formatNumber(alarms)}</span>
          <span class="visually-hidden">{t.shell.problems(alarms)}</span>
        </span>
      )}
    </>
  );
}

function countIn(store: Store, tab: Tab): number | undefined {
  switch (tab) {
    case 'http':
      return countSeries(store, 'route');
    case 'methods':
      return countSeries(store, 'method');
    case 'variables':
      return countVariables(store.root);
    case 'events':
      return store.events.length;
    case 'overview':
      return undefined;
  }
}

function countSeries(store: Store, kind: 'route' | 'method'): number {
  let count = 0;
  for (const series of store.intervalSeries.values()) {
    count += series.kind === kind ? 1 : 0;
  }
  return count;
}
