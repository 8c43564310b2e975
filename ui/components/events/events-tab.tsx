import type { JSX } from 'preact';

export function EventsTab(): JSX.Element {
  return <></>;
}
