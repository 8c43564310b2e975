import type { JSX } from 'preact';

const PATHS = {
  warning: 'M8 1.8 15 14H1zM8 6v3.6m0 1.9v.4',
  critical:
    'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM8 4.6v4m0 2v.5',
  pause: 'M5.5 3v10m5-10v10',
  play: 'M4.5 2.8v10.4L13 8z',
  settings:
    'M1.5 4.5h7m4 0h2M1.5 11.5h2m4 0h7M10.5 2.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6m-5 7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  share: 'M8 10.5V2m0 0L5 5m3-3 3 3M3 9v4.5h10V9',
  close: 'm3.5 3.5 9 9m0-9-9 9',
  chevron: 'm4 6 4 4 4-4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class={`glyph glyph-${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
