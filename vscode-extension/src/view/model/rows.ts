// Which rows of a window show which stretch of which line.

import { type Lines, Numbers, type Piece } from "./lines";
import type { Match } from "./search";

/** What of a line is shown where lines are not wrapped; longer ones are cut. */
export const LONGEST_ROW = 5000;

/** A row: a stretch of a line. */
export interface Row {
  line: number;
  /** In UTF-16 units of the line. */
  from: number;
  to: number;
  /** Whether more of the line follows that no row shows. */
  isCut: boolean;
}

/** The rows of lines, which may still be growing: call `sync` to see those that came. */
export class Rows {
  private readonly firsts = new Numbers();
  private rowCount = 0;
  private synced = 0;
  /** Of the longest row by now, in UTF-16 units. */
  longest = 0;

  /**
   * @param columns - after how many units a line is wrapped; 0 for never
   */
  constructor(
    readonly lines: Lines,
    readonly columns: number,
  ) {}

  get count(): number {
    return this.rowCount;
  }

  sync(): void {
    for (; this.synced < this.lines.count; this.synced++) {
      const length = this.lines.length(this.synced);
      this.firsts.push(this.rowCount);
      this.rowCount += this.columns > 0 ? Math.max(1, Math.ceil(length / this.columns)) : 1;
      const shown = Math.min(length, this.columns || LONGEST_ROW);
      this.longest = Math.max(this.longest, shown);
    }
  }

  at(row: number): Row {
    const line = this.firsts.lastUpTo(row);
    const length = this.lines.length(line);
    if (this.columns === 0) {
      return { line, from: 0, to: Math.min(length, LONGEST_ROW), isCut: length > LONGEST_ROW };
    }
    const from = (row - this.firsts.at(line)) * this.columns;
    return { line, from, to: Math.min(length, from + this.columns), isCut: false };
  }

  /** The row that shows a place. */
  rowOf(line: number, column: number): number {
    return this.firsts.at(line) + (this.columns > 0 ? Math.floor(column / this.columns) : 0);
  }
}

/** The stretch of pieces between two offsets in their line. */
export function cutPieces(pieces: Piece[], from: number, to: number): Piece[] {
  const cut: Piece[] = [];
  let offset = 0;
  for (const { text, colour } of pieces) {
    const start = Math.max(from - offset, 0);
    const stop = Math.min(to - offset, text.length);
    if (start < stop) {
      cut.push({ text: text.slice(start, stop), colour });
    }
    offset += text.length;
    if (offset >= to) {
      break;
    }
  }
  return cut;
}

/** A piece of a row, and which match it belongs to. */
export interface MarkedPiece extends Piece {
  /** Undefined outside any match. */
  match: Match | undefined;
}

/**
 * Cut pieces where matches begin and end.
 *
 * @param from - where in its line the row begins
 * @param matches - those of the line, in order
 */
export function markPieces(
  pieces: Piece[],
  from: number,
  matches: readonly Match[],
): MarkedPiece[] {
  const marked: MarkedPiece[] = [];
  let offset = from;
  for (const { text, colour } of pieces) {
    const end = offset + text.length;
    let start = offset;
    const push = (to: number, match: Match | undefined): void => {
      if (to > start) {
        marked.push({ text: text.slice(start - offset, to - offset), colour, match });
        start = to;
      }
    };
    for (const match of matches) {
      const stop = match.column + match.length;
      if (stop > start && match.column < end) {
        push(Math.max(start, match.column), undefined);
        push(Math.min(end, stop), match);
      }
    }
    push(end, undefined);
    offset = end;
  }
  return marked;
}
