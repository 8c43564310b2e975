/** A value and the labels or attributes that it has. */
export type LabelledValue = readonly [
  labels: Readonly<Record<string, unknown>>,
  value: unknown,
];

/**
 * Returns the values of a metric as one value of the document: the only value if
 * it has no labels, else an object. A key of the object is the value of the one
 * label, or `a=b, c=d`.
 */
export function valuesByLabels(values: readonly LabelledValue[]): unknown {
  const [first] = values;
  return values.length === 1 && Object.keys(first![0]).length === 0
    ? first![1]
    : Object.fromEntries(
        values.map(([labels, value]) => [keyOf(labels), value]),
      );
}

function keyOf(labels: LabelledValue[0]): string {
  const entries = Object.entries(labels);
  return entries.length === 1
    ? String(entries[0]![1])
    : entries.map(([name, value]) => `${name}=${String(value)}`).join(', ');
}
