// A body as lines that are made when they are looked at.

/** How a stretch of a line is coloured. */
export type Colour = "plain" | "key" | "string" | "number" | "literal" | "muted";

export interface Piece {
  text: string;
  colour: Colour;
}

/** Lines of text, perhaps not all of them yet. */
export interface Lines {
  /** How many there are by now. */
  readonly count: number;
  /** Of a line, in UTF-16 units. */
  length(line: number): number;
  /** Its pieces; joined they are the line. */
  pieces(line: number): Piece[];
  /** Find the lines; may take long, so it yields. */
  layOut(): Generator<undefined, void>;
}

export function lineText(lines: Lines, line: number): string {
  let text = "";
  for (const piece of lines.pieces(line)) {
    text += piece.text;
  }
  return text;
}

/** All lines that there are by now, as one text. */
export function allText(lines: Lines): string {
  const text: string[] = [];
  for (let line = 0; line < lines.count; line++) {
    text.push(lineText(lines, line));
  }
  return text.join("\n");
}

/** Numbers that grow without ever being copied one by one. */
export class Numbers {
  private values = new Uint32Array(1024);
  count = 0;

  push(value: number): void {
    if (this.count === this.values.length) {
      const larger = new Uint32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count++] = value;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  /** The last index whose value is at most `value`, of ascending values. */
  lastUpTo(value: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at(middle) <= value) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}

/** How many lines are laid out between two pauses. */
export const LINES_PER_STEP = 2000;

/** Text as it came; lines end with LF or CRLF. */
export class TextLines implements Lines {
  private readonly starts = new Numbers();
  private end = 0;

  constructor(private readonly text: string) {}

  get count(): number {
    return this.starts.count;
  }

  length(line: number): number {
    return this.stop(line) - this.starts.at(line);
  }

  pieces(line: number): Piece[] {
    const text = this.text.slice(this.starts.at(line), this.stop(line));
    return [{ text, colour: "plain" }];
  }

  *layOut(): Generator<undefined, void> {
    for (let start = 0; start <= this.text.length; start = this.end + 1) {
      const found = this.text.indexOf("\n", start);
      this.starts.push(start);
      this.end = found === -1 ? this.text.length : found;
      if (this.count % LINES_PER_STEP === 0) {
        yield undefined;
      }
    }
  }

  private stop(line: number): number {
    const stop = line + 1 < this.count ? this.starts.at(line + 1) - 1 : this.end;
    return stop > this.starts.at(line) && this.text[stop - 1] === "\r" ? stop - 1 : stop;
  }
}

/** Lines that are few enough to be made at once. */
export class ReadyLines implements Lines {
  constructor(private readonly lines: Piece[][]) {}

  get count(): number {
    return this.lines.length;
  }

  length(line: number): number {
    return this.pieces(line).reduce((sum, piece) => sum + piece.text.length, 0);
  }

  pieces(line: number): Piece[] {
    return this.lines[line] ?? [];
  }

  // eslint-disable-next-line require-yield -- There is nothing to wait for.
  *layOut(): Generator<undefined, void> {
    return;
  }
}

const BYTES_PER_LINE = 16;

/** Bytes as a hex dump. */
export class HexLines implements Lines {
  readonly count: number;

  constructor(private readonly bytes: Uint8Array) {
    this.count = Math.ceil(bytes.length / BYTES_PER_LINE);
  }

  length(line: number): number {
    return lineText(this, line).length;
  }

  pieces(line: number): Piece[] {
    const start = line * BYTES_PER_LINE;
    const bytes = [...this.bytes.subarray(start, start + BYTES_PER_LINE)];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = bytes.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "."));
    return [
      { text: `${start.toString(16).padStart(8, "0")}  `, colour: "muted" },
      { text: hex.padEnd(BYTES_PER_LINE * 3), colour: "plain" },
      { text: text.join(""), colour: "string" },
    ];
  }

  // eslint-disable-next-line require-yield -- There is nothing to wait for.
  *layOut(): Generator<undefined, void> {
    return;
  }
}
