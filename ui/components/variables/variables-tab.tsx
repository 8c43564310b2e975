import type { JSX } from 'preact';

export function VariablesTab(): JSX.Element {
  return <></>;
}
