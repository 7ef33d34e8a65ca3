// Finds text in the lines of a body.

import { type Lines, lineText } from "./lines";

export interface Match {
  line: number;
  column: number;
  length: number;
}

/** Nobody steps through more; beyond it only that there are more is said. */
export const MOST_MATCHES = 10_000;

const LINES_BETWEEN = 200;

/**
 * Every place of `query`, in any case, line by line.
 *
 * @param found - what is found is added to it as the search goes on
 */
export function* findAll(
  lines: Lines,
  query: string,
  found: Match[],
): Generator<undefined, undefined> {
  const wanted = new RegExp(query.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "giu");
  for (let line = 0; line < lines.count; line++) {
    for (const match of lineText(lines, line).matchAll(wanted)) {
      found.push({ line, column: match.index, length: match[0].length });
      if (found.length === MOST_MATCHES) {
        return;
      }
    }
    if (line % LINES_BETWEEN === 0) {
      yield undefined;
    }
  }
}

/** The matches of one line, as `findAll` gave them in order. */
export function matchesIn(found: readonly Match[], line: number): Match[] {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (found[middle]!.line < line) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const here: Match[] = [];
  for (let index = low; found[index]?.line === line; index++) {
    here.push(found[index]!);
  }
  return here;
}
