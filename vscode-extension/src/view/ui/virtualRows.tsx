// A list of any length of which only the rows that are seen are in the page.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import {
  isScaled,
  lastTop,
  scrollHeight,
  scrollTopOf,
  topRow,
  type Viewport,
} from "../model/scroll";

/** How large a character is, in pixels. */
export interface Metrics {
  rowHeight: number;
  charWidth: number;
}

interface VirtualRowsProps {
  count: number;
  metrics: Metrics;
  /** How wide the widest row is, in characters; 0 where none is wider than the view. */
  columns: number;
  /** What is brought into view when `count` of it changes. */
  target: { row: number; count: number };
  /** The row that the keys act on, if they do on one; drawn, it has the ID `rowId` gives. */
  active?: number;
  children: (row: number) => ComponentChildren;
  /** Of the element that scrolls: its role, name and keys. */
  attributes: Record<string, unknown>;
}

/** Rows above the one that is brought into view. */
const CONTEXT = 3;

export function VirtualRows(props: VirtualRowsProps): VNode {
  const { count, metrics, columns, target, active, children, attributes } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [top, setTop] = useState(0);
  const viewport: Viewport = { rows: count, rowHeight: metrics.rowHeight, height };

  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = (): void => {
      setHeight(element.clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);

  const goTo = (row: number): void => {
    const within = Math.min(Math.max(row, 0), lastTop(viewport));
    scroller.current!.scrollTop = scrollTopOf(viewport, within);
    setTop(within);
  };

  useEffect(() => {
    if (target.count === 0) {
      return;
    }
    const shown = Math.floor(height / metrics.rowHeight);
    if (target.row < top || target.row > top + shown - 2) {
      goTo(target.row - Math.min(CONTEXT, Math.floor(shown / 2)));
    }
  }, [target.count]);

  // Where a pixel of the scroll bar stands for many rows, the wheel still moves by rows.
  useEffect(() => {
    const element = scroller.current!;
    const onWheel = (event: WheelEvent): void => {
      if (isScaled(viewport) && event.deltaY !== 0 && !event.ctrlKey) {
        event.preventDefault();
        goTo(top + event.deltaY / metrics.rowHeight);
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      element.removeEventListener("wheel", onWheel);
    };
  });

  const onScroll = (): void => {
    const { scrollTop } = scroller.current!;
    // What `goTo` set is exact already; reading it back would round it.
    if (Math.abs(scrollTop - scrollTopOf(viewport, top)) > 1) {
      setTop(topRow(viewport, scrollTop));
    }
  };

  const within = Math.min(top, lastTop(viewport));
  const first = Math.floor(within);
  const last = Math.min(count, first + Math.ceil(height / metrics.rowHeight) + 1);
  const rows: ComponentChildren[] = [];
  for (let row = first; row < last; row++) {
    rows.push(children(row));
  }
  // A row that was scrolled away is not in the page, and nothing may refer to it.
  const isActiveDrawn = active !== undefined && active >= first && active < last;
  const shift = -(within - first) * metrics.rowHeight;
  return (
    <div
      ref={scroller}
      class="virtual"
      aria-activedescendant={isActiveDrawn ? rowId(active) : undefined}
      onScroll={onScroll}
      {...attributes}
    >
      <div
        class="virtual-all"
        role="presentation"
        style={{
          height: `${scrollHeight(viewport)}px`,
          minWidth: columns > 0 ? `${(columns + 2) * metrics.charWidth}px` : "",
        }}
      >
        <div
          class="virtual-seen"
          role="presentation"
          style={{ height: `${Math.min(height, scrollHeight(viewport))}px` }}
        >
          <div role="presentation" style={{ transform: `translateY(${shift}px)` }}>
            {rows}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Of the element of a row. */
export function rowId(row: number): string {
  return `row-${row}`;
}

/** The size of a character in the editor's font; a hidden probe finds it. */
export function useMetrics(): [Metrics, VNode] {
  const probe = useRef<HTMLSpanElement>(null);
  const [metrics, setMetrics] = useState<Metrics>({ rowHeight: 18, charWidth: 7.2 });
  useLayoutEffect(() => {
    const element = probe.current!;
    const measure = (): void => {
      const { width, height } = element.getBoundingClientRect();
      if (width > 0) {
        setMetrics({ rowHeight: Math.round(height), charWidth: width / PROBE.length });
      }
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [
    metrics,
    <span key="probe" ref={probe} class="probe" aria-hidden="true">
      {PROBE}
    </span>,
  ];
}

const PROBE = "0".repeat(50);
