import type { JSX } from 'preact';
import { RANGES } from '../../state/view.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { ButtonGroup } from './button-group.js';

export function RangeButtons(): JSX.Element {
  const { view } = useApp();
  return (
    <ButtonGroup
      label={t.shell.range}
      values={RANGES}
      current={view.range.value}
      textOf={t.shell.minutes}
      titleOf={t.shell.minutesLong}
      onChoose={(range) => view.setRange(range)}
    />
  );
}
