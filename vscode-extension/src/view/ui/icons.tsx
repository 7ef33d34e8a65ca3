// The view's icons: strokes in the colour of the text, on a grid of 16 pixels.

import type { VNode } from "preact";

const PATHS = {
  check: "M3 8.5l3.2 3.2L13 4.8",
  chevron: "M6 3.5L10.5 8 6 12.5",
  clock: "M8 14A6 6 0 108 2a6 6 0 000 12zM8 4.8V8l2.2 1.6",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  cross: "M4 4l8 8M12 4l-8 8",
  diff: "M3 4h6M6 1.5v5M3 11.5h6M11 8.5l2.5 0M13.5 3v10",
  down: "M8 3v10M4 9l4 4 4-4",
  error: "M8 14A6 6 0 108 2a6 6 0 000 12zM8 4.8v4M8 10.8v.4",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 10a2 2 0 100-4 2 2 0 000 4z",
  eyeOff:
    "M2 2l12 12M6.2 4a6.4 6.4 0 011.8-.2c4 0 6.5 4.2 6.5 4.2a12 12 0 01-2 2.4M9.5 9.5a2 2 0 01-3-3M4.3 4.9A12 12 0 001.5 8S4 12.2 8 12.2a6.5 6.5 0 002.7-.6",
  file: "M4 1.8h5.5L13 5.2v9H4zM9 1.8v4h4",
  key: "M10.5 8.5a3 3 0 10-2.8-2L2.5 11.7v1.8h3v-2h2v-2l1.1-1.1a3 3 0 001.9.1zM11 5v.2",
  info: "M8 14A6 6 0 108 2a6 6 0 000 12zM8 7.2v4M8 4.8v.4",
  play: "M4.5 3l8 5-8 5z",
  save: "M2.5 2.5h8.5l2.5 2.5v8.5h-11zM5 2.5v4h5v-4M5 13.5v-4h6v4",
  search: "M7 11.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM10.3 10.3L14 14",
  stop: "M4 4h8v8H4z",
  up: "M8 13V3M4 7l4-4 4 4",
  wrap: "M2 3.5h12M2 8h9.5a2.2 2.2 0 010 4.5H8M9.8 10.6L8 12.5l1.8 1.9M2 12.5h3",
  goTo: "M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
