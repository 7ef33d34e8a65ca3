// JSON laid out over lines, as `JSON.stringify(value, null, 2)` would, without making values.

import { JsonError, skipScalar, skipSpace } from "./json";
import { type Colour, type Lines, LINES_PER_STEP, Numbers, type Piece } from "./lines";

const INDENT = 2;
/** Deeper lines are not indented further: nobody could see where. */
const DEEPEST = 60;

export class JsonLines implements Lines {
  private readonly starts = new Numbers();
  private readonly ends = new Numbers();
  private readonly depths = new Numbers();
  private readonly lengths = new Numbers();
  /** Where the text is no JSON; undefined while it is. */
  error: JsonError | undefined;

  constructor(private readonly text: string) {}

  get count(): number {
    return this.ends.count;
  }

  length(line: number): number {
    return this.lengths.at(line);
  }

  /** Where a line begins in the text. */
  startOf(line: number): number {
    return this.starts.at(line);
  }

  pieces(line: number): Piece[] {
    const { text } = this;
    const end = this.ends.at(line);
    const pieces: Piece[] = [{ text: " ".repeat(indent(this.depths.at(line))), colour: "plain" }];
    for (let offset = this.starts.at(line); offset < end; offset = skipSpace(text, offset)) {
      const char = text.charAt(offset);
      if (char === ":") {
        pieces.push({ text: ": ", colour: "muted" });
        offset += 1;
      } else if (PUNCTUATION.has(char)) {
        pieces.push({ text: char, colour: "muted" });
        offset += 1;
      } else {
        const behind = skipScalar(text, offset);
        const isKey = text[skipSpace(text, behind)] === ":";
        pieces.push({ text: text.slice(offset, behind), colour: isKey ? "key" : colour(char) });
        offset = behind;
      }
    }
    return pieces;
  }

  *layOut(): Generator<undefined, void> {
    try {
      yield* this.read();
    } catch (error) {
      if (!(error instanceof JsonError)) {
        throw error;
      }
      this.error = error;
    }
  }

  private *read(): Generator<undefined, void> {
    const { text } = this;
    const isObject: boolean[] = [];
    let offset = skipSpace(text, 0);
    let length = 0;
    let pauseAt = LINES_PER_STEP;
    this.starts.push(offset);
    const end = (at: number, next: number): void => {
      this.ends.push(at);
      this.lengths.push(indent(this.depths.at(this.ends.count - 1)) + length);
      this.starts.push(next);
      length = 0;
    };
    this.depths.push(0);
    for (;;) {
      // A member's name.
      if (isObject.at(-1)) {
        if (text[offset] !== '"') {
          throw new JsonError(offset);
        }
        const behind = skipScalar(text, offset);
        const colon = skipSpace(text, behind);
        if (text[colon] !== ":") {
          throw new JsonError(colon);
        }
        length += behind - offset + 2;
        offset = skipSpace(text, colon + 1);
      }
      // A value.
      const opening = text.charAt(offset);
      let behind: number;
      if (opening === "{" || opening === "[") {
        const inside = skipSpace(text, offset + 1);
        if (text[inside] !== CLOSING[opening]) {
          length += 1;
          end(offset + 1, inside);
          isObject.push(opening === "{");
          this.depths.push(isObject.length);
          offset = inside;
          continue;
        }
        length += 2;
        behind = inside + 1;
      } else {
        behind = skipScalar(text, offset);
        length += behind - offset;
      }
      // What follows it.
      for (;;) {
        offset = skipSpace(text, behind);
        const isInObject = isObject.at(-1);
        const char = text[offset];
        if (isInObject === undefined) {
          end(behind, behind);
          if (offset < text.length) {
            throw new JsonError(offset);
          }
          return;
        }
        if (char === ",") {
          length += 1;
          offset = skipSpace(text, offset + 1);
          end(offset, offset);
          this.depths.push(isObject.length);
          break;
        }
        if (char !== (isInObject ? "}" : "]")) {
          throw new JsonError(offset);
        }
        end(behind, offset);
        isObject.pop();
        this.depths.push(isObject.length);
        length += 1;
        behind = offset + 1;
      }
      if (this.count >= pauseAt) {
        pauseAt = this.count + LINES_PER_STEP;
        yield undefined;
      }
    }
  }
}

const CLOSING = { "{": "}", "[": "]" };
const PUNCTUATION = new Set("{}[],");

function indent(depth: number): number {
  return INDENT * Math.min(depth, DEEPEST);
}

/** How a scalar is coloured, by the character that it begins with. */
export function colour(char: string): Colour {
  if (char === '"') {
    return "string";
  }
  return char === "t" || char === "f" || char === "n" ? "literal" : "number";
}
