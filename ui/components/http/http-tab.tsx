import type { JSX } from 'preact';

export function HttpTab(): JSX.Element {
  return <></>;
}
