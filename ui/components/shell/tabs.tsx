import type { JSX } from 'preact';

export function Tabs(): JSX.Element {
  return <></>;
}
