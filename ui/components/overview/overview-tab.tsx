import type { JSX } from 'preact';

export function OverviewTab(): JSX.Element {
  return <></>;
}
