import type { JSX } from 'preact';

export function Sentence(): JSX.Element {
  return <></>;
}
