// Scrolling through more rows than a browser can make an element high for.

/** What every browser can lay out, in pixels; Chromium's own limit is some 33 million. */
const TALLEST = 8_000_000;

export interface Viewport {
  rows: number;
  rowHeight: number;
  /** Of what is seen, in pixels. */
  height: number;
}

/** How high the scrolled element is made, in pixels. */
export function scrollHeight({ rows, rowHeight }: Viewport): number {
  return Math.min(rows * rowHeight, TALLEST);
}

/** Whether a pixel of the scroll bar is more than a pixel of text. */
export function isScaled(viewport: Viewport): boolean {
  return viewport.rows * viewport.rowHeight > TALLEST;
}

/** The row at the top, with a fraction, when the element is scrolled to `scrollTop`. */
export function topRow(viewport: Viewport, scrollTop: number): number {
  if (!isScaled(viewport)) {
    return scrollTop / viewport.rowHeight;
  }
  const share = scrollTop / (scrollHeight(viewport) - viewport.height);
  return Math.min(Math.max(share, 0), 1) * lastTop(viewport);
}

/** How far to scroll so that a row is at the top. */
export function scrollTopOf(viewport: Viewport, row: number): number {
  const within = Math.min(Math.max(row, 0), lastTop(viewport));
  if (!isScaled(viewport)) {
    return within * viewport.rowHeight;
  }
  return (within / lastTop(viewport)) * (scrollHeight(viewport) - viewport.height);
}

/** The lowest row that can be at the top. */
export function lastTop({ rows, rowHeight, height }: Viewport): number {
  return Math.max(0, rows - height / rowHeight);
}
