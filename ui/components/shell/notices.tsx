import type { JSX } from 'preact';

export function Notices(): JSX.Element {
  return <></>;
}
