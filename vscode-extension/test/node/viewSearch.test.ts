import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { JsonLines } from "../../src/view/model/jsonLines";
import { TextLines } from "../../src/view/model/lines";
import { isScaled, lastTop, scrollHeight, scrollTopOf, topRow } from "../../src/view/model/scroll";
import { findAll, type Match, matchesIn, MOST_MATCHES } from "../../src/view/model/search";
import { runSliced } from "../../src/view/model/sliced";
import { textOf } from "./viewSupport";

function find(text: string, query: string): Match[] {
  const lines = new TextLines(text);
  textOf(lines);
  const found: Match[] = [];
  Array.from(findAll(lines, query, found));
  return found;
}

describe("searching", () => {
  it("finds every place, in any case", () => {
    assert.deepEqual(find("Mia and mia\nMIA", "mia"), [
      { line: 0, column: 0, length: 3 },
      { line: 0, column: 8, length: 3 },
      { line: 1, column: 0, length: 3 },
    ]);
  });

  it("takes no character for a pattern", () => {
    const special = "a.b*c[d]{e}(f)|g^h$i\\j/k-l?m+n";
    assert.equal(find(`x${special}y`, special)[0]?.column, 1);
    assert.equal(find("abc", ".").length, 0);
  });

  it("sees JSON as it is laid out", () => {
    const lines = new JsonLines('{"id":5}');
    textOf(lines);
    const found: Match[] = [];
    Array.from(findAll(lines, '"id": 5', found));
    assert.deepEqual(found, [{ line: 1, column: 2, length: 7 }]);
  });

  it("ends where there are more than anybody steps through", () => {
    assert.equal(find("a".repeat(MOST_MATCHES + 10), "a").length, MOST_MATCHES);
  });

  it("gives the matches of one line", () => {
    const found = find("a\nb a a\na", "a");
    assert.deepEqual(matchesIn(found, 1), [found[1], found[2]]);
    assert.deepEqual(matchesIn(found, 3), []);
  });
});

describe("long work", () => {
  it("is given up when it is not wanted any more", async () => {
    let steps = 0;
    let isWanted = true;
    function* work(): Generator<undefined, string> {
      for (;;) {
        steps += 1;
        yield undefined;
      }
    }
    const result = await runSliced(
      work(),
      () => isWanted,
      () => {
        isWanted = false;
      },
    );
    assert.equal(result, undefined);
    assert.ok(steps > 0);
  });

  it("gives its result", async () => {
    function* work(): Generator<undefined, string> {
      yield undefined;
      return "done";
    }
    assert.equal(await runSliced(work(), () => true), "done");
  });
});

describe("scrolling", () => {
  const few = { rows: 100, rowHeight: 20, height: 200 };
  const many = { rows: 5_000_000, rowHeight: 20, height: 200 };

  it("is by pixels where a browser can make the element high enough", () => {
    assert.ok(!isScaled(few));
    assert.equal(scrollHeight(few), 2000);
    assert.equal(topRow(few, 130), 6.5);
    assert.equal(scrollTopOf(few, 6.5), 130);
  });

  it("reaches the first and the last of any number of rows", () => {
    assert.ok(isScaled(many));
    assert.equal(topRow(many, 0), 0);
    assert.equal(topRow(many, scrollHeight(many) - many.height), lastTop(many));
    assert.equal(lastTop(many), 4_999_990);
  });

  it("comes back to where it was", () => {
    for (const row of [0, 1, 1234.5, 4_999_990]) {
      assert.ok(Math.abs(topRow(many, scrollTopOf(many, row)) - row) < 1e-6);
    }
  });

  it("stays within what there is", () => {
    assert.equal(scrollTopOf(few, 1000), 1800);
    assert.equal(scrollTopOf(few, -5), 0);
    assert.equal(lastTop({ rows: 3, rowHeight: 20, height: 200 }), 0);
  });
});
