import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { findingText, nothingText } from '../../state/finding-text.js';
import type { Finding } from '../../state/findings.js';
import { pathKey } from '../../state/path-key.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Icon } from './icons.js';

/** The parts that a wide window shows before the user asks for more. */
const SHOWN = 4;

/** Says in one sentence what is wrong. Each part leads to where the page shows it. */
export function Sentence(): JSX.Element | null {
  const app = useApp();
  const isExpanded = useSignal(false);
  const findings = app.findings.value;
  const worst = findings[0];
  if (app.shown.value === undefined || app.snapshotFile.value !== undefined) {
    return null;
  }
  if (worst === undefined) {
    return (
      <p id="findings" class="sentence">
        {nothingText(t)}
      </p>
    );
  }
  return (
    <section
      id="findings"
      class="sentence"
      data-level={worst.level}
      data-expanded={isExpanded.value}
      aria-label={t.shell.sentence}
    >
      <Icon name={worst.level} />
      <ul>
        {findings
          .slice(0, isExpanded.value ? Infinity : SHOWN)
          .map((finding) => (
            <li key={keyOf(finding)}>
              <button
                type="button"
                class={`plain ${finding.level}`}
                onClick={() => {
                  const { tab, path } = finding.target;
                  app.view.show(tab, path && pathKey(path));
                }}
              >
                {findingText(finding, t)}
              </button>
            </li>
          ))}
      </ul>
      {findings.length > 1 && (
        <button
          type="button"
          class={`plain more ${findings.length > SHOWN ? '' : 'more-on-phone'}`}
          aria-expanded={isExpanded.value}
          onClick={() => {
            isExpanded.value = !isExpanded.value;
          }}
        >
          {isExpanded.value ? (
            t.shell.less
          ) : (
            <>
              <span class="wide-only">
                {t.shell.more(findings.length - SHOWN)}
              </span>
              <span class="phone-only">
                {t.shell.more(findings.length - 1)}
              </span>
            </>
          )}
        </button>
      )}
      {/* Figures change all the time, so only a new kind is announced. */}
      <span class="visually-hidden" role="status" key={keyOf(worst)}>
        {findingText(worst, t)}
      </span>
    </section>
  );
}

function keyOf(finding: Finding): string {
  return `${finding.kind} ${finding.target.path?.join('/') ?? ''}`;
}
