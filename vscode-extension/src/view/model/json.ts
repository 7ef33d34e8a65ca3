// Steps through JSON text without making values of it: numbers, escapes and repeated keys stay as
// they are written, and ten megabytes need no objects.

/** Where a text is no JSON. */
export class JsonError extends Error {
  constructor(readonly offset: number) {
    super("not JSON");
  }
}

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const BACKSLASH = 0x5c;

export function skipSpace(text: string, offset: number): number {
  for (;;) {
    const code = text.charCodeAt(offset);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
      return offset;
    }
    offset += 1;
  }
}

/** The offset behind the string that begins at `offset`. */
export function skipString(text: string, offset: number): number {
  for (let quote = text.indexOf('"', offset + 1); quote !== -1;) {
    let escapes = 0;
    while (text.charCodeAt(quote - 1 - escapes) === BACKSLASH) {
      escapes += 1;
    }
    if (escapes % 2 === 0) {
      return quote + 1;
    }
    quote = text.indexOf('"', quote + 1);
  }
  throw new JsonError(offset);
}

/** The offset behind the string, number or word that begins at `offset`. */
export function skipScalar(text: string, offset: number): number {
  if (text[offset] === '"') {
    return skipString(text, offset);
  }
  SCALAR.lastIndex = offset;
  if (!SCALAR.test(text)) {
    throw new JsonError(offset);
  }
  return SCALAR.lastIndex;
}

/** The line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}
