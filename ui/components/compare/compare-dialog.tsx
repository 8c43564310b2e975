import type { JSX } from 'preact';
import {
  comparison,
  type Comparison,
  type Difference,
} from '../../state/compare.js';
import { formatDelta, markdownTable } from '../../state/export.js';
import {
  formatNumber,
  formatPercent,
  formatValue,
  isNumber,
} from '../../state/format.js';
import { printable, printablePath } from '../../state/printable.js';
import { isProcessVariable } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { CopyButton } from '../export/copy-button.js';
import { Dialog } from '../shell/dialog.js';

/** The most differences that are shown, because every row has elements. */
const MAX_ROWS = 500;

export function CompareDialog({ names, differences }: Comparison): JSX.Element {
  const { compare } = t.variables;
  const rows = differences.slice(0, MAX_ROWS);
  const firstOfProcess = rows.findIndex(({ path }) => isProcessVariable(path));
  return (
    <Dialog
      id="compare"
      title={compare.title}
      tools={
        <>
          <span class="dim">{names.join(' → ')}</span>
          <CopyButton
            text={() =>
              markdownTable([
                [
                  t.variables.name,
                  compare.before,
                  compare.after,
                  compare.change,
                ],
                ...rows.map((row) => [
                  printablePath(row.path),
                  ...textsOf(row),
                ]),
              ])
            }
          >
            {t.variables.share.markdown}
          </CopyButton>
        </>
      }
      onClose={() => (comparison.value = undefined)}
    >
      {rows.length === 0 ? (
        <p class="empty">{compare.none}</p>
      ) : (
        <div
          class="compare-table"
          role="region"
          aria-labelledby="compare-title"
          tabIndex={0}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{t.variables.name}</th>
                <th scope="col" class="number">
                  {compare.before}
                </th>
                <th scope="col" class="number">
                  {compare.after}
                </th>
                <th scope="col" class="number">
                  {compare.change}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <>
                  {index === firstOfProcess && (
                    <tr class="heading">
                      <th scope="rowgroup" colSpan={4}>
                        {compare.processItself}
                      </th>
                    </tr>
                  )}
                  <tr>
                    <th scope="row">
                      <bdi>{printablePath(row.path)}</bdi>
                    </th>
                    {textsOf(row).map((text) => (
                      <td class="number">{text}</td>
                    ))}
                  </tr>
                </>
              ))}
            </tbody>
          </table>
          {differences.length > MAX_ROWS &&
            compare.more(formatNumber(differences.length - MAX_ROWS))}
        </div>
      )}
    </Dialog>
  );
}

function textsOf(difference: Difference): string[] {
  const { before, after, unit } = difference;
  const texts = [before, after].map((value) =>
    value === undefined ? '–' : printable(formatValue(value, unit), 80),
  );
  return [...texts, changeOf(difference)];
}

function changeOf({ before, after, unit, relativeChange }: Difference): string {
  if (before === undefined) {
    return t.variables.compare.added;
  }
  if (after === undefined) {
    return t.variables.compare.removed;
  }
  if (!isNumber(before) || !isNumber(after)) {
    return '';
  }
  const amount = formatDelta(Number(after) - Number(before), unit);
  if (!Number.isFinite(relativeChange)) {
    return amount;
  }
  return Math.abs(relativeChange) >= 10
    ? `${amount} (×${formatNumber(Number(after) / Number(before), 3)})`
    : `${amount} (${relativeChange < 0 ? '−' : '+'}${formatPercent(Math.abs(relativeChange))})`;
}
