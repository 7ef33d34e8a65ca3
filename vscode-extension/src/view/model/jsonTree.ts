// JSON as a tree whose branches are read when they are opened.

import { JsonError, skipScalar, skipSpace, skipString } from "./json";

export type Kind = "object" | "array" | "scalar";

/** A value, by its place in the text. */
export interface JsonNode {
  /** Its name in an object as it reads, its index in an array; null for the root. */
  key: string | number | null;
  kind: Kind;
  start: number;
  end: number;
  depth: number;
  parent: JsonNode | null;
  /** Its place among its siblings, from 0. */
  index: number;
  /** What is inside; undefined until it was opened. */
  children: JsonNode[] | undefined;
  isOpen: boolean;
}

/** The root of a text that is JSON. */
export function rootOf(text: string): JsonNode {
  const start = skipSpace(text, 0);
  return node(text, null, start, text.trimEnd().length, null, 0);
}

/** Read what is directly inside a node; yields, as what lies deeper is stepped over. */
export function* readChildren(text: string, parent: JsonNode): Generator<undefined, JsonNode[]> {
  const children: JsonNode[] = [];
  let offset = skipSpace(text, parent.start + 1);
  while (offset < parent.end - 1) {
    let key: string | number = children.length;
    if (parent.kind === "object") {
      const behind = skipString(text, offset);
      key = unquoted(text.slice(offset, behind));
      offset = skipSpace(text, skipSpace(text, behind) + 1);
    }
    const end = yield* skipValue(text, offset);
    children.push(node(text, key, offset, end, parent, children.length));
    offset = skipSpace(text, end);
    if (text[offset] === ",") {
      offset = skipSpace(text, offset + 1);
    }
    if (children.length % 1000 === 0) {
      yield undefined;
    }
  }
  return children;
}

/** The rows after the one at `index` was opened; only what is new is walked through. */
export function withOpened(rows: readonly JsonNode[], index: number): JsonNode[] {
  const node = rows[index]!;
  node.isOpen = true;
  return rows.slice(0, index + 1).concat(rowsInside(node), rows.slice(index + 1));
}

/** The rows after the one at `index` was closed. */
export function withClosed(rows: readonly JsonNode[], index: number): JsonNode[] {
  const node = rows[index]!;
  node.isOpen = false;
  let behind = index + 1;
  while (behind < rows.length && rows[behind]!.depth > node.depth) {
    behind += 1;
  }
  return rows.slice(0, index + 1).concat(rows.slice(behind));
}

/** What is seen below a node that is open. There may be millions, and most often none is open. */
function rowsInside({ children = [] }: JsonNode): JsonNode[] {
  if (!children.some((child) => child.isOpen)) {
    return children;
  }
  const rows: JsonNode[] = [];
  for (const child of children) {
    rows.push(child);
    if (child.isOpen) {
      for (const row of rowsInside(child)) {
        rows.push(row);
      }
    }
  }
  return rows;
}

/** The child in which an offset of the text is, or its key; undefined if it is behind the last. */
export function childAt(children: readonly JsonNode[], offset: number): JsonNode | undefined {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (children[middle]!.end <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return children[low];
}

/** RFC 6901, as test cases name what they expect. */
export function pointerTo(node: JsonNode): string {
  let pointer = "";
  for (let each = node; each.parent; each = each.parent) {
    pointer = `/${String(each.key).replaceAll("~", "~0").replaceAll("/", "~1")}${pointer}`;
  }
  return pointer;
}

/** What is behind a node in one line: a scalar as written, else how much is inside if known. */
export function summary(text: string, node: JsonNode, longest = 2000): string {
  if (node.kind === "scalar") {
    const isCut = node.end - node.start > longest;
    return isCut
      ? `${text.slice(node.start, node.start + longest)}…`
      : text.slice(node.start, node.end);
  }
  const [opening, closing] = node.kind === "object" ? "{}" : "[]";
  if (isEmpty(text, node)) {
    return `${opening}${closing}`;
  }
  if (!node.children) {
    return `${opening}…${closing}`;
  }
  const count = node.children.length;
  const noun = node.kind === "object" ? "member" : "item";
  return `${opening} ${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"} ${closing}`;
}

/** Whether there is nothing inside to open. */
export function isEmpty(text: string, node: JsonNode): boolean {
  return node.kind === "scalar" || skipSpace(text, node.start + 1) === node.end - 1;
}

function node(
  text: string,
  key: JsonNode["key"],
  start: number,
  end: number,
  parent: JsonNode | null,
  index: number,
): JsonNode {
  const char = text[start];
  const kind = char === "{" ? "object" : char === "[" ? "array" : "scalar";
  const depth = parent ? parent.depth + 1 : 0;
  return { key, kind, start, end, depth, parent, index, children: undefined, isOpen: false };
}

const STRUCTURE = /["{}[\]]/g;
const PARTS_PER_STEP = 5000;

/** The offset behind the value that begins at `offset`. */
function* skipValue(text: string, offset: number): Generator<undefined, number> {
  const first = text[offset];
  if (first !== "{" && first !== "[") {
    return skipScalar(text, offset);
  }
  let depth = 0;
  for (let parts = 1; ; parts++) {
    STRUCTURE.lastIndex = offset;
    const found = STRUCTURE.exec(text);
    if (!found) {
      throw new JsonError(offset);
    }
    offset = found.index + 1;
    if (found[0] === '"') {
      offset = skipString(text, found.index);
    } else if (found[0] === "{" || found[0] === "[") {
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0) {
        return offset;
      }
    }
    if (parts % PARTS_PER_STEP === 0) {
      yield undefined;
    }
  }
}

function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}
