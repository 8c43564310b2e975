/** Nanoseconds as seconds, to the nanosecond. */
export function seconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e9;
}
