// What the library's view shows of what the server tells.

import assert from "node:assert/strict";
import { test } from "node:test";

import { entriesBelow, type Entry, recordEntry, rowOf } from "../../src/library/entries";
import type { ConnectorRecords, LibraryModel, RecordModel } from "../../src/protocol";

const NOON = Date.UTC(2026, 10, 25, 12) / 1000;

function record(version: number, more: Partial<RecordModel> = {}): RecordModel {
  return {
    id: `id${version}`,
    address: `shop@${version}`,
    name: "Shop",
    version,
    date: NOON,
    author: "Ann Lee <ann@example.com>",
    note: "",
    flows: [],
    state: "created",
    parent: version > 1 ? `id${version - 1}` : null,
    twins: [],
    uri: `file:///w/.connectors/shop/v${version}/shop.connector.json`,
    problem: "",
    ...more,
  };
}

function shop(...records: RecordModel[]): ConnectorRecords {
  return { group: "shop", name: "Shop", drafts: [], records };
}

function library(connector: ConnectorRecords, ...uris: string[]): LibraryModel {
  const problems = uris.map((uri) => ({ uri, message: "is broken" }));
  return { folder: "file:///w/.connectors", connectors: [connector], problems };
}

/** The tree as text. */
function drawn(model: LibraryModel, parent?: Entry, indent = ""): string[] {
  return entriesBelow(model, parent).flatMap((entry) => {
    const { description, icon, label } = rowOf(entry, "en-GB");
    return [`${indent}[${icon}] ${label}  ${description}`, ...drawn(model, entry, `${indent}  `)];
  });
}

function contextOf(connector: ConnectorRecords, index: number): string {
  return rowOf(recordEntry(connector, connector.records[index]!), "en-GB").context;
}

void test("connectors, their releases, the latest first, and the flows that use them", () => {
  const model = library(
    shop(
      record(2, { flows: ["Orders to sheet"], note: "Lamps, too" }),
      record(1, { state: "deleted", name: "Old Shop" }),
    ),
  );
  assert.deepEqual(drawn(model), [
    "[plug] Shop  v2",
    "  [tag] v2  25 Nov 2026 · Lamps, too · Ann Lee",
    "    [zap] Orders to sheet  flow",
    "  [trash] v1  deleted · Old Shop · 25 Nov 2026 · Ann Lee",
  ]);
});

void test("what was tampered with is marked where it is, and what is no release at the top", () => {
  const model = library(
    shop(record(1, { problem: "its connector was changed in actions" })),
    "file:///w/.connectors/shop/v1",
    "file:///w/.connectors/my%20notes",
  );
  assert.deepEqual(drawn(model), [
    "[warning] my notes  is broken",
    "[plug] Shop  v1 · tampered with",
    "  [warning] v1  tampered with · 25 Nov 2026 · Ann Lee",
  ]);
});

void test("two releases of one version are told apart by their ids", () => {
  const twins = shop(
    record(1, { id: "0123456789abcdef", twins: ["fedcba9876543210"] }),
    record(1, { id: "fedcba9876543210", twins: ["0123456789abcdef"] }),
  );
  assert.deepEqual(drawn(library(twins)).slice(1), [
    "  [tag] v1  0123456 · 25 Nov 2026 · Ann Lee",
    "  [tag] v1  fedcba9 · 25 Nov 2026 · Ann Lee",
  ]);
});

void test("menus know what can be done with a release", () => {
  const releases = shop(record(3), record(2, { state: "deleted" }), record(1));
  assert.deepEqual(
    [0, 1, 2].map((index) => contextOf(releases, index)),
    ["record.intact.created.later", "record.intact.deleted.later", "record.intact.created"],
  );
  const harmed = shop(record(2), record(1, { problem: "its connector was changed" }));
  assert.equal(contextOf(harmed, 0), "record.intact.created");
  assert.equal(contextOf(harmed, 1), "record.harmed.created");
});

void test("what people wrote is no Markdown in a tooltip", () => {
  const noted = record(1, { note: "[click](command:evil) $(zap)\n**now**" });
  const { tooltip } = rowOf(recordEntry(shop(noted), noted), "en-GB");
  assert.ok(
    tooltip.includes("\\[click\\]\\(command:evil\\) \\$\\(zap\\) \\*\\*now\\*\\*"),
    tooltip,
  );
});

void test("a connector of which all was deleted says so", () => {
  const gone = shop(record(1, { state: "deleted" }));
  const { colour, description } = rowOf({ kind: "connector", connector: gone });
  assert.deepEqual([description, colour], ["v1 · deleted", "disabledForeground"]);
});
