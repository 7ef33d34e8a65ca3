import assert from "node:assert/strict";
import { extensions } from "vscode";

describe("activation", () => {
  it("has the extension", () => {
    assert.ok(extensions.getExtension("connector-lsp.claris-connector"));
  });
});
