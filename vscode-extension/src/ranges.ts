// Places as the server names them, in VS Code's terms.

import { Range } from "vscode";

import type { RangeJson } from "./protocol";

/** The client agrees on UTF-16, which VS Code counts in, too. */
export function toRange({ start, end }: RangeJson): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
