// Navigation and change in the real VS Code: what it shows of the server's answers.

import assert from "node:assert/strict";
import {
  type CodeAction,
  type CompletionList,
  type DocumentSymbol,
  type Hover,
  type Location,
  type LocationLink,
  type MarkdownString,
  Range,
  type TextDocument,
  workspace,
  type WorkspaceEdit,
} from "vscode";

import { ask, diagnosed, open, place } from "./support";

const CONNECTOR = `{
  "schema": "10.0",
  "name": "Contacts",
  "auth_components": { "type": "none" },
  "requiredSettings": {
    "authFields": [{ "key": "api_key", "label": "API key", "masked": true }]
  },
  "auth_request": {
    "type": "custom",
    "headers": { "X-Key": "{{authFields.api_key}}", "X-Also": "Key {{authFields.api_key}}" }
  },
  "testConnection": { "endpoint": "/contacts", "method": "GET" },
  "endpoints": {
    "GET": {
      "/contacts": { "url": "https://api.example.com/v1/" },
      "/contacts/{id}": { "url": "https://api.example.com/v1/" }
    }
  },
  "actions": [
    {
      "modelId": "contact",
      "actionId": "get",
      "label": "Get a contact",
      "endpoint": "/contacts/{id}",
      "method": "GET",
      "urlFields": [{ "key": "id", "label": "ID", "type": "string", "required": true }]
    }
  ]
}
`;
const CASES = `{ "cases": [{ "name": "one", "action": "contact/get", "urlFields": { "id": "7" } }] }\n`;

describe("a connector", () => {
  it("has one message for one mistake, and it is ours", async () => {
    const document = await open("fault.connector.json", CONNECTOR.replace('"10.0",', '"10.0"'));
    const found = await diagnosed(document, 1);
    assert.deepEqual(
      found.map(({ source, message }) => `${source ?? ""}: ${message}`),
      ["connector-lsp: Missing , between two properties"],
    );
  });

  it("renames an auth field in every template", async () => {
    const document = await open("rename.connector.json", CONNECTOR);
    const edit = await ask<WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      place(document, '"api_key"', 2),
      "token",
    );
    await workspace.applyEdit(edit);
    assert.equal(document.getText(), CONNECTOR.replaceAll("api_key", "token"));
    await document.save();
  });

  it("gets what it lacks at the depth where it belongs, with places to fill in", async () => {
    const lacking = CONNECTOR.replace(
      '[{ "key": "api_key", "label": "API key", "masked": true }]',
      "[\n      {}\n    ]",
    );
    const document = await open("lacking.connector.json", lacking);
    const at = place(document, "{}", 1);
    const actions = await ask<CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new Range(at, at),
      "quickfix",
      5,
    );
    const action = actions.find(({ title }) => title === "Add all missing properties");
    assert.ok(action?.edit, actions.map(({ title }) => title).join());
    await workspace.applyEdit(action.edit);
    assert.ok(document.getText().includes('\n      {\n        "label": "'), document.getText());
    assert.ok(document.getText().includes('",\n        "key": "'), document.getText());
    await document.save();
  });

  it("leads from a template to its field and from an action to its endpoint", async () => {
    const document = await open("jump.connector.json", CONNECTOR);
    assert.match(await definition(document, "authFields.api_key", 12), /"key": "api_key"/);
    assert.match(
      await definition(document, '"endpoint": "/contacts/{id}"', 16),
      /"\/contacts\/\{id\}": \{/,
    );
  });

  it("leads from a test case to its action", async () => {
    await open("cases.connector.json", CONNECTOR);
    const document = await open("cases.tests.json", CASES);
    assert.match(await definition(document, "contact/get", 2), /"actionId": "get"/);
  });

  it("reads like a table of contents", async () => {
    const document = await open("outline.connector.json", CONNECTOR);
    const symbols = await ask<DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    assert.deepEqual(outline(symbols), [
      "Authentication – none",
      "Sign In",
      "  API key – api_key",
      "Credentials in Requests – custom",
      "Connection Test – GET /contacts",
      "Endpoints",
      "  GET",
      "    GET /contacts – https://api.example.com/v1/",
      "    GET /contacts/{id} – https://api.example.com/v1/",
      "Actions",
      "  Get a contact – GET /contacts/{id}",
      "    ID – id",
    ]);
  });

  it("completes with our offers alone", async () => {
    const document = await open("complete.connector.json", CONNECTOR);
    const list = await ask<CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      place(document, "authFields.api_key}}", 11),
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.deepEqual(labels, ["api_key"]);
  });

  it("explains with one hover", async () => {
    const document = await open("hover.connector.json", CONNECTOR);
    const hovers = await ask<Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      place(document, "masked", 2),
    );
    assert.equal(hovers.length, 1);
    assert.match((hovers[0]?.contents[0] as MarkdownString).value, /masked/);
  });
});

/** The line of the definition of what stands at a place. */
async function definition(document: TextDocument, piece: string, offset: number) {
  const [found] = await ask<(Location | LocationLink)[]>(
    "vscode.executeDefinitionProvider",
    document.uri,
    place(document, piece, offset),
  );
  assert.ok(found);
  const [uri, range] =
    "targetUri" in found ? [found.targetUri, found.targetRange] : [found.uri, found.range];
  const target = await workspace.openTextDocument(uri);
  return target.lineAt(range.start.line).text;
}

function outline(symbols: readonly DocumentSymbol[], indent = ""): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name}${detail ? ` – ${detail}` : ""}`,
    ...outline(children, `${indent}  `),
  ]);
}
