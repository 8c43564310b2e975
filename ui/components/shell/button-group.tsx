import type { JSX } from 'preact';

/** Joined buttons, one of which is pressed. */
export function ButtonGroup<Value extends string | number>({
  label,
  values,
  current,
  textOf,
  titleOf,
  onChoose,
}: {
  /** The name of the group. */
  label: string;
  values: readonly Value[];
  current: Value | undefined;
  textOf: (value: Value) => string;
  titleOf?: (value: Value) => string;
  onChoose: (value: Value) => void;
}): JSX.Element {
  return (
    <div class="button-group" role="group" aria-label={label}>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === current}
          title={titleOf?.(value)}
          onClick={() => onChoose(value)}
        >
          {textOf(value)}
        </button>
      ))}
    </div>
  );
}
