import type { JSX } from 'preact';
import { t } from '../../text/index.js';
import { CallsTab } from '../calls/calls-tab.js';

/** The methods with `@Timed` or `@Counted`, and their calls in the shown range. */
export function MethodsTab(): JSX.Element {
  return <CallsTab kind="method" empty={<NoMethods />} />;
}

function NoMethods(): JSX.Element {
  return (
    <>
      <h2>{t.methods.noneTitle}</h2>
      <p>{t.methods.none}</p>
      <pre>
        {'@Timed()\nasync place(order: Order): Promise<void> {\n  // …\n}'}
      </pre>
    </>
  );
}
