import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { describeBody, linesOf, textOf as bodyText } from "../../src/view/model/body";
import { placeOf } from "../../src/view/model/json";
import { JsonLines } from "../../src/view/model/jsonLines";
import { TextLines } from "../../src/view/model/lines";
import { cutPieces, LONGEST_ROW, markPieces, Rows } from "../../src/view/model/rows";
import { textOf } from "./viewSupport";

const VALUES: unknown[] = [
  {},
  [],
  "",
  0,
  null,
  [[], {}, [[]], { a: {} }],
  { name: 'a "quoted" \\ name', tags: ["new", "{", "]", ",", ":"], nothing: null, no: false },
  [{ a: 1, b: [1.5, -2e10] }, { "": { "\n": "é𝄞" } }],
];

describe("JSON over lines", () => {
  for (const value of VALUES) {
    for (const indent of [undefined, 1, 4]) {
      const text = JSON.stringify(value, null, indent);
      it(`is as JSON.stringify has it: ${text.replaceAll(/\s+/g, " ")} (${indent ?? 0})`, () => {
        assert.equal(textOf(new JsonLines(text)), JSON.stringify(value, null, 2));
      });
    }
  }

  it("knows how long its lines are", () => {
    const lines = new JsonLines('{"a" :1,"b":[ "x" , {"c":null}],"d":{}}');
    const text = textOf(lines);
    const lengths = text.split("\n").map((line) => line.length);
    assert.deepEqual(
      Array.from({ length: lines.count }, (_, line) => lines.length(line)),
      lengths,
    );
  });

  it("leaves numbers, escapes and repeated names as they are written", () => {
    const text = '{"a":12345678901234567890.10,"a":"\\u00e9\\/"}';
    assert.equal(
      textOf(new JsonLines(text)),
      '{\n  "a": 12345678901234567890.10,\n  "a": "\\u00e9\\/"\n}',
    );
  });

  for (const [text, offset] of [
    ['{"a":1,}', 7],
    ["[1 2]", 3],
    ["[1,]", 3],
    ['{"a" 1}', 5],
    ['{"a":01}', 6],
    ['["open', 1],
    ["[1]]", 3],
    ["", 0],
    ['{"a":[1}', 7],
    ["nul", 0],
  ] as const) {
    it(`says where it is none: ${text}`, () => {
      const lines = new JsonLines(text);
      textOf(lines);
      assert.equal(lines.error?.offset, offset);
    });
  }

  it("pauses while there are many lines", () => {
    const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id })));
    assert.ok(Array.from(new JsonLines(text).layOut()).length >= 20);
  });

  it("colours names, strings, numbers and words", () => {
    const lines = new JsonLines('{"a":"b","c":1,"d":true}');
    textOf(lines);
    assert.deepEqual(
      lines.pieces(1).map(({ colour }) => colour),
      ["plain", "key", "muted", "string", "muted"],
    );
    assert.equal(lines.pieces(2).at(3)?.colour, "number");
    assert.equal(lines.pieces(3).at(3)?.colour, "literal");
  });
});

describe("text over lines", () => {
  for (const text of ["", "a", "a\n", "a\r\nb\r\n", "\n\n", "a\u2028b\nc"]) {
    it(`breaks at LF and CRLF alone: ${JSON.stringify(text)}`, () => {
      assert.equal(textOf(new TextLines(text)), text.replaceAll("\r\n", "\n"));
    });
  }
});

describe("a body", () => {
  const of = (text: string, type: string): ReturnType<typeof describeBody> =>
    describeBody({ text }, [["Content-Type", type]]);

  it("is JSON by its media type, or as it begins so", () => {
    assert.equal(of("1", "application/problem+json; charset=utf-8").kind, "json");
    assert.equal(of(' {"a": 1}', "text/plain").kind, "json");
    assert.equal(of("<p>", "text/html").kind, "text");
    assert.equal(of("", "application/json").kind, "empty");
  });

  it("is a form as its names and values", () => {
    const body = of("a=1&b=x%20y", "application/x-www-form-urlencoded");
    assert.equal(textOf(linesOf(body, "pretty")), "a = 1\nb = x y");
  });

  it("is bytes where it is no text", () => {
    const body = describeBody({ base64: "AEFC/w==" }, []);
    assert.equal(body.kind, "binary");
    assert.match(textOf(linesOf(body, "raw")), /^00000000 {2}00 41 42 ff {37}\.AB\.$/);
  });

  it("is an image that can be shown only if the browser knows it", () => {
    const image = (type: string): string =>
      describeBody({ base64: "AA==" }, [["content-type", type]]).kind;
    assert.equal(image("image/png"), "image");
    assert.equal(image("image/tiff"), "binary");
  });
});

describe("rows", () => {
  const text = new TextLines("abcdefghij\n\nxyz");
  textOf(text);

  it("wrap lines after so many characters", () => {
    const rows = new Rows(text, 4);
    rows.sync();
    assert.equal(rows.count, 5);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => rows.at(row)),
      [
        { line: 0, from: 0, to: 4, isCut: false },
        { line: 0, from: 4, to: 8, isCut: false },
        { line: 0, from: 8, to: 10, isCut: false },
        { line: 1, from: 0, to: 0, isCut: false },
        { line: 2, from: 0, to: 3, isCut: false },
      ],
    );
    assert.equal(rows.rowOf(0, 9), 2);
    assert.equal(rows.rowOf(2, 0), 4);
  });

  it("cut what is too long where they do not wrap", () => {
    const long = new TextLines("x".repeat(1_000_000));
    textOf(long);
    const rows = new Rows(long, 0);
    rows.sync();
    assert.deepEqual(rows.at(0), { line: 0, from: 0, to: LONGEST_ROW, isCut: true });
    assert.equal(rows.longest, LONGEST_ROW);
  });

  it("grow with their lines", () => {
    const growing = new TextLines("a\n".repeat(5000));
    const work = growing.layOut();
    const rows = new Rows(growing, 0);
    work.next();
    rows.sync();
    const before = rows.count;
    Array.from(work);
    rows.sync();
    assert.ok(before > 0 && before < rows.count);
    assert.equal(rows.count, 5001);
  });

  it("show a stretch of their line, with what was found in it", () => {
    const lines = new JsonLines('{"name":"anna"}');
    textOf(lines);
    const pieces = cutPieces(lines.pieces(1), 4, 13);
    assert.equal(pieces.map((piece) => piece.text).join(""), 'ame": "an');
    const match = { line: 1, column: 11, length: 2 };
    assert.deepEqual(
      markPieces(pieces, 4, [match]).map((piece) => [piece.text, piece.match === match]),
      [
        ['ame"', false],
        [": ", false],
        ['"', false],
        ["an", true],
      ],
    );
  });
});

describe("the place of an offset", () => {
  it("counts lines and columns from one", () => {
    assert.deepEqual(placeOf("ab\nc\nd", 0), { line: 1, column: 1 });
    assert.deepEqual(placeOf("ab\nc\nd", 5), { line: 3, column: 1 });
    assert.deepEqual(placeOf("ab\nc\nd", 4), { line: 2, column: 2 });
  });
});

describe("a body as a text", () => {
  it("is laid out if it is JSON or a form", () => {
    const form = [["Content-Type", "application/x-www-form-urlencoded"]];
    assert.equal(bodyText(describeBody({ text: '{"a":1}' }, [])), '{\n  "a": 1\n}');
    assert.equal(bodyText(describeBody({ text: "a=1&b=%C3%A9" }, form)), "a = 1\nb = é");
  });

  it("is whole if it only begins like JSON", () => {
    const text = "[INFO] it began\n[INFO] it ended\n";
    assert.equal(bodyText(describeBody({ text }, [])), text);
  });
});
