// The line between the forms and the result: drawn with the mouse, moved with the arrow keys.

import type { VNode } from "preact";

import type { Controller } from "../controller";
import { LEAST_SPLIT, MOST_SPLIT, SPLIT } from "../model/state";

/** How far a key moves it, in percent. */
const STEP = 2;

export function Splitter({ controller }: { controller: Controller }): VNode {
  const { split } = controller.state;
  const move = (percent: number): void => {
    controller.dispatch({ type: "split", percent });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = placeOf(event.key, split);
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    }
  };
  return (
    <div
      class="splitter"
      role="separator"
      aria-label="Width of the forms"
      aria-orientation="vertical"
      aria-valuenow={Math.round(split)}
      aria-valuemin={LEAST_SPLIT}
      aria-valuemax={MOST_SPLIT}
      tabIndex={0}
      title="Drag to resize, double-click to reset"
      onKeyDown={onKeyDown}
      onDblClick={() => {
        move(SPLIT);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const splitter = event.currentTarget;
        if (splitter.hasPointerCapture(event.pointerId)) {
          const { left, width } = splitter.parentElement!.getBoundingClientRect();
          move((100 * (event.clientX - left)) / width);
        }
      }}
    />
  );
}

/** Where a key moves it to; undefined if it moves nothing. */
function placeOf(key: string, split: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return split - STEP;
    case "ArrowRight":
      return split + STEP;
    case "Home":
      return LEAST_SPLIT;
    case "End":
      return MOST_SPLIT;
    case "Enter":
      return SPLIT;
    default:
      return undefined;
  }
}
