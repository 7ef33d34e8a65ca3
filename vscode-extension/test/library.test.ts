// The view of the library, with readings that end when a test says so.

import assert from "node:assert/strict";
import { Disposable, EventEmitter } from "vscode";

import type { Connectors } from "../src/connectors";
import { LibraryTree } from "../src/library/tree";
import type { Lifecycle } from "../src/lifecycle";
import type { LibraryModel } from "../src/protocol";
import { until } from "./support";

const SHOP = "file:///shop/shop.connector.json";
const STORE = "file:///store/store.connector.json";

/** A library of one connector. */
function library(name: string): LibraryModel {
  const connector = { group: name, name, drafts: [], records: [] };
  return { folder: `file:///${name}/.connectors`, connectors: [connector], problems: [] };
}

/** A view with the library of the shop: what is read in it begins with number 1. */
async function drawn() {
  const answers: ((found: LibraryModel) => void)[] = [];
  const client = {
    onNotification: () => new Disposable(() => undefined),
    onDidChangeState: new EventEmitter().event,
    request: () => new Promise((resolve) => answers.push(resolve)),
  };
  const lifecycle = { client, tryClient: () => Promise.resolve(client) };
  const connectors = { current: SHOP, onDidChange: new EventEmitter<void>().event };
  const tree = new LibraryTree(
    lifecycle as unknown as Lifecycle,
    connectors as unknown as Connectors,
  );
  const seen = { redrawn: 0 };
  tree.onDidChangeTreeData(() => (seen.redrawn += 1));
  /** End the reading of that number, in the order in which they began. */
  const answer = async (number: number, found: LibraryModel): Promise<void> => {
    (await until(() => Promise.resolve(answers[number])))(found);
  };
  const names = async (): Promise<string[]> =>
    (await tree.getChildren()).map((row) => (row.kind === "connector" ? row.connector.name : ""));
  const first = names();
  await answer(0, library("shop"));
  assert.deepEqual(await first, ["shop"]);
  return { tree, connectors, seen, answer, names };
}

describe("the view of the library", () => {
  it("is about the library that its rows are of, wherever the user is by now", async () => {
    const { tree, connectors, answer } = await drawn();
    connectors.current = STORE;
    const read = tree.reveal("no such release");
    assert.equal(tree.about, SHOP);
    await answer(1, library("store"));
    await read;
    assert.equal(tree.about, STORE);
    tree.dispose();
  });

  it("has its rows drawn anew once they are others, by the last reading", async () => {
    const { tree, seen, answer, names } = await drawn();
    const readings = [tree.reveal("no such release"), tree.reveal("no such release")];
    await answer(2, library("new"));
    await answer(1, library("old"));
    await Promise.all(readings);

    assert.equal(seen.redrawn, 1);
    assert.deepEqual(await names(), ["new"]);
    tree.dispose();
  });

  it("leaves its rows alone while nothing is new", async () => {
    const { tree, seen, answer } = await drawn();
    const read = tree.reveal("no such release");
    await answer(1, library("shop"));
    await read;

    assert.equal(seen.redrawn, 0);
    tree.dispose();
  });
});
