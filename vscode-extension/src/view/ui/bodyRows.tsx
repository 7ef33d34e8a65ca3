// A body as rows of coloured text, of which only those that are seen are in the page.

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { cutPieces, markPieces, Rows } from "../model/rows";
import { matchesIn } from "../model/search";
import type { LaidOut, Search } from "./useBody";
import { useMetrics, VirtualRows } from "./virtualRows";

interface BodyRowsProps {
  laidOut: LaidOut;
  search: Search;
  isWrapped: boolean;
  /** Its name to a screen reader. */
  label: string;
}

/** Beyond the line numbers: the space at both sides and the scroll bar, in pixels. */
const MARGIN = 34;
const FEWEST_COLUMNS = 20;
const FEW_DIGITS = 4;
const MANY_DIGITS = 8;

export function BodyRows({ laidOut, search, isWrapped, label }: BodyRowsProps): VNode {
  const { lines } = laidOut;
  const [metrics, probe] = useMetrics();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => {
      setWidth(box.current!.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
    };
  }, []);
  const digits = String(lines.count).length;
  // In two steps: another width would lay out all rows anew while the lines are growing.
  const reserved = digits <= FEW_DIGITS ? FEW_DIGITS : MANY_DIGITS;
  const room = Math.floor((width - MARGIN) / metrics.charWidth) - reserved;
  const columns = isWrapped ? Math.max(room, FEWEST_COLUMNS) : 0;
  const rows = useMemo(() => new Rows(lines, columns), [lines, columns]);
  rows.sync();

  const [target, setTarget] = useState({ row: 0, count: 0 });
  const match = search.matches[search.current];
  useEffect(() => {
    if (match) {
      const row = rows.rowOf(match.line, match.column);
      setTarget(({ count }) => ({ row, count: count + 1 }));
    }
  }, [match]);

  const draw = (index: number): VNode => {
    const row = rows.at(index);
    const pieces = cutPieces(lines.pieces(row.line), row.from, row.to);
    const found = search.matches.length > 0 ? matchesIn(search.matches, row.line) : [];
    return (
      <div class="row" key={index}>
        <span class="line-number" aria-hidden="true" style={{ width: `${digits}ch` }}>
          {row.from === 0 ? row.line + 1 : ""}
        </span>
        <span class="row-text">
          {markPieces(pieces, row.from, found).map((piece) =>
            piece.match ? (
              <mark class={piece.match === match ? "current" : undefined}>{piece.text}</mark>
            ) : (
              <span class={`c-${piece.colour}`}>{piece.text}</span>
            ),
          )}
          {row.isCut && (
            <span class="cut">
              {`… ${(lines.length(row.line) - row.to).toLocaleString("en")} more characters`}
            </span>
          )}
        </span>
      </div>
    );
  };
  // What is selected with the mouse are the rows in the page; all of it is what is meant.
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key === "a") {
      event.preventDefault();
      getSelection()?.selectAllChildren(box.current!);
    }
  };
  return (
    <div class="body-rows" ref={box}>
      {probe}
      <VirtualRows
        count={rows.count}
        metrics={metrics}
        columns={isWrapped ? 0 : rows.longest + digits + 2}
        target={target}
        attributes={{ role: "region", "aria-label": label, tabIndex: 0, onKeyDown }}
      >
        {draw}
      </VirtualRows>
    </div>
  );
}
