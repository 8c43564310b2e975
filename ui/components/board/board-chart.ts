import { type ChartData, readTicks } from '../../charts/chart-data.js';
import type { AppState } from '../../state/app-state.js';
import { type BoardLine, lineReader } from '../../state/board.js';
import { printable } from '../../state/printable.js';

/** The colours of lines. Further lines have them again and are dashed. */
const COLORS = 4;

/** Reads the samples of lines, those of earlier processes too. */
export function chartOf(app: AppState, lines: readonly BoardLine[]): ChartData {
  const isOneVariable =
    new Set(lines.map(({ variable }) => variable)).size === 1;
  return readTicks(
    app,
    lines.map((line, index) => ({
      read: lineReader(line),
      label: printable(
        isOneVariable ? line.value.name : line.variable.path.join('.'),
        60,
      ),
      color: `series-${(index % COLORS) + 1}`,
      isDashed: index >= COLORS,
    })),
  );
}
