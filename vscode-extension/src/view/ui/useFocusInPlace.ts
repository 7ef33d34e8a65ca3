// Where the focus goes when what had it is taken away, as a button is while what it began goes on.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** What takes the place of a button, in this order. */
const INSTEAD = [".running button", "[type=submit]", ".section-buttons button"];

/**
 * Keep the focus within `place`: whoever uses keys or hears the page would begin at its top again.
 *
 * It is never taken from elsewhere, such as the editor.
 */
export function useFocusInPlace(place: RefObject<HTMLElement | null>): void {
  const last = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const element = place.current!;
    const remember = ({ target }: FocusEvent): void => {
      last.current = target as Element;
    };
    element.addEventListener("focusin", remember);
    return () => {
      element.removeEventListener("focusin", remember);
    };
  }, []);
  useLayoutEffect(() => {
    const before = last.current;
    if (before === null || (before.isConnected && !before.matches(":disabled"))) {
      return;
    }
    last.current = null; // What is drawn later did not take it away.
    const { activeElement, body } = document;
    if (document.hasFocus() && (activeElement === body || activeElement === before)) {
      const found = INSTEAD.map((each) => place.current!.querySelector<HTMLElement>(each));
      found.find((each) => each !== null)?.focus();
    }
  });
}
