import type { JSX } from 'preact';
import { printablePath } from '../../state/printable.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { Board } from '../board/board.js';
import { Icon } from '../shell/icons.js';
import { findWorstVariables } from './find-worst-variables.js';

const MAX_ROWS = 6;

/** The variables that need attention, and those that the user has pinned. */
export function OverviewVariables(): JSX.Element {
  return (
    <div class="overview-variables">
      <WorstVariables />
      <div class="toolbar">
        <h2>{t.variables.board.title}</h2>
      </div>
      <Board where="overview" />
    </div>
  );
}

/** The variables that fail, have reached a limit or are late; the worst first. */
function WorstVariables(): JSX.Element | null {
  const app = useApp();
  const worst = findWorstVariables(useStore());
  if (worst.length === 0) {
    return null;
  }
  return (
    <section class="worst">
      <div class="toolbar">
        <h2>{t.overview.worstNow}</h2>
      </div>
      <ul class="card">
        {worst.slice(0, MAX_ROWS).map(({ node, level, text }) => (
          <li key={node.key}>
            <button
              class="plain"
              onClick={() => app.view.show('variables', node.key)}
            >
              <span class={level}>
                <Icon name={level} />
              </span>
              <bdi>{printablePath(node.path)}</bdi>
              <span class="figure">{text}</span>
            </button>
          </li>
        ))}
      </ul>
      {worst.length > MAX_ROWS && (
        <p class="dim">{t.shell.more(worst.length - MAX_ROWS)}</p>
      )}
    </section>
  );
}
