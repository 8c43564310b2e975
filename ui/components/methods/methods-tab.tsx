import type { JSX } from 'preact';

export function MethodsTab(): JSX.Element {
  return <></>;
}
