import type { JSX } from 'preact';
import { formatRate, formatValue } from '../../state/format.js';
import type { Store } from '../../state/store.js';
import { ValueNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useStore } from '../app-context.js';
import { CallsTab } from '../calls/calls-tab.js';

/** The routes with the requests of the shown range. */
export function HttpTab(): JSX.Element {
  return <CallsTab kind="route" summary={<Totals />} empty={<NoRoutes />} />;
}

/** The figures of the map `http` that no route has. */
function Totals(): JSX.Element {
  const store = useStore();
  const bytes = valueIn(store, 'http/bytesOut');
  const rate = bytes && store.rateOf(bytes);
  const inFlight = valueIn(store, 'http/inFlight');
  return (
    <p class="totals">
      <span>
        {t.calls.inFlight}{' '}
        <b class="figure">
          {inFlight === undefined
            ? '–'
            : formatValue(inFlight.value, undefined)}
        </b>
      </span>
      <span>
        {t.http.sent}{' '}
        <b class="figure">
          {typeof rate === 'number' ? formatRate(rate, 'By') : '–'}
        </b>
      </span>
    </p>
  );
}

function valueIn(store: Store, key: string): ValueNode | undefined {
  const node = store.find(key);
  return node instanceof ValueNode ? node : undefined;
}

/** Tells how to count requests, or that there were none. */
function NoRoutes(): JSX.Element {
  return useStore().find('http') === undefined ? (
    <>
      <h2>{t.http.offTitle}</h2>
      <p>{t.http.off}</p>
      <pre>{'ExpvarModule.forRoot({ http: true })'}</pre>
    </>
  ) : (
    <p>{t.http.none}</p>
  );
}
