import assert from "node:assert/strict";
import { describe, it } from "node:test";

import {
  childAt,
  isEmpty,
  type JsonNode,
  pointerTo,
  readChildren,
  rootOf,
  summary,
  withClosed,
  withOpened,
} from "../../src/view/model/jsonTree";

function open(text: string, node: JsonNode): JsonNode[] {
  const work = readChildren(text, node);
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) {
      node.children = step.value;
      return step.value;
    }
  }
}

function isBranch(node: JsonNode, text: string): boolean {
  return !isEmpty(text, node);
}

describe("JSON as a tree", () => {
  const text = ' {"a/b": [1, {"x": "}]"}, [] ], "~": {}, "é\\n": -1.50e3} ';

  it("has what is inside a branch, as it is written", () => {
    const root = rootOf(text);
    const children = open(text, root);
    assert.deepEqual(
      children.map(({ key, start, end }) => [key, text.slice(start, end)]),
      [
        ["a/b", '[1, {"x": "}]"}, [] ]'],
        ["~", "{}"],
        ["é\n", "-1.50e3"],
      ],
    );
  });

  it("names each value by its JSON pointer", () => {
    const root = rootOf(text);
    const [list, tilde] = open(text, root);
    const [, object] = open(text, list!);
    const [inner] = open(text, object!);
    assert.equal(pointerTo(root), "");
    assert.equal(pointerTo(inner!), "/a~1b/1/x");
    assert.equal(pointerTo(tilde!), "/~0");
  });

  it("shows the rows of the branches that are open, and again those that were", () => {
    const root = rootOf(text);
    const [list] = open(text, root);
    open(text, list!);
    const depths = (rows: JsonNode[]): number[] => rows.map(({ depth }) => depth);
    let rows = withOpened([root], 0);
    assert.deepEqual(depths(rows), [0, 1, 1, 1]);
    rows = withOpened(rows, 1);
    assert.deepEqual(depths(rows), [0, 1, 2, 2, 2, 1, 1]);
    assert.deepEqual(depths(withClosed(rows, 0)), [0]);
    rows = withOpened([root], 0);
    assert.deepEqual(depths(rows), [0, 1, 2, 2, 2, 1, 1]);
    assert.deepEqual(depths(withClosed(rows, 1)), [0, 1, 1, 1]);
  });

  it("finds the child at an offset, its key included", () => {
    const children = open(text, rootOf(text));
    const at = (piece: string): unknown => childAt(children, text.indexOf(piece))?.key;
    assert.equal(at('"a/b"'), "a/b");
    assert.equal(at('"}]"'), "a/b");
    assert.equal(at('"~"'), "~");
    assert.equal(at("1.50"), "é\n");
    assert.equal(childAt(children, text.lastIndexOf("}")), undefined);
  });

  it("says how much is in a branch", () => {
    const root = rootOf(text);
    assert.equal(summary(text, root), "{…}");
    const [list, empty, number] = open(text, root);
    open(text, list!);
    assert.equal(summary(text, root), "{ 3 members }");
    assert.equal(summary(text, list!), "[ 3 items ]");
    assert.equal(summary(text, empty!), "{}");
    assert.equal(summary(text, number!), "-1.50e3");
  });

  it("cuts a long text", () => {
    const long = JSON.stringify("x".repeat(1000));
    assert.equal(summary(long, rootOf(long), 10).length, 11);
  });

  it("reads each value of any JSON as JSON.parse does", () => {
    const value = { a: [{ b: ["[", { "]": null }] }, "\\", '"', [[[]]]], c: { d: { e: [{}] } } };
    const all = JSON.stringify(value, null, 3);
    const pending = [rootOf(all)];
    let count = 0;
    for (let node = pending.pop(); node; node = pending.pop()) {
      count += 1;
      const expected = pointerTo(node)
        .split("/")
        .slice(1)
        .reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], value);
      assert.deepEqual(JSON.parse(all.slice(node.start, node.end)), expected);
      if (isBranch(node, all)) {
        pending.push(...open(all, node));
      }
    }
    assert.equal(count, 16);
  });
});
