import type { JSX } from 'preact';
import { formatTime } from '../../state/format.js';
import { tableOf } from '../../state/variable-table.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Icon } from '../shell/icons.js';

/** Sets the reference time that the column Δ refers to, or removes it. */
export function Reference(): JSX.Element {
  const app = useApp();
  const { reference } = app.view;
  const isUnknown = tableOf(app).changes.value?.isKnown === false;
  return (
    <button
      type="button"
      id="reference"
      class="with-icon"
      aria-pressed={reference.value !== undefined}
      title={
        isUnknown
          ? t.variables.referenceUnknown
          : reference.value === undefined
            ? t.variables.setReferenceTitle
            : t.variables.clearReference
      }
      onClick={() => app.toggleReference()}
    >
      {reference.value === undefined ? (
        t.variables.setReference
      ) : (
        <>
          {isUnknown && <Icon name="warning" />}A {formatTime(reference.value)}
          <Icon name="close" />
        </>
      )}
    </button>
  );
}
