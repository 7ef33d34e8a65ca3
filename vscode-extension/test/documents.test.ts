// Which documents are ours, and which of them is meant.

import assert from "node:assert/strict";
import {
  commands,
  env,
  type ExtensionContext,
  languages,
  TabInputText,
  Uri,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "../src/client";
import { Connectors } from "../src/connectors";
import { OpenConnectors } from "../src/debugger/openConnectors";
import { CASES } from "../src/languages";
import type { Lifecycle } from "../src/lifecycle";
import { watchDocuments } from "../src/recognition";
import { open, until } from "./support";

const CONNECTOR_TEXT = '{ "schema": "10.0", "name": "Pets", "requiredSettings": {} }\n';

/** A server that is only started, and tells that nothing is a connector. */
function watched() {
  const asked: { uri: string }[] = [];
  const seen = { starts: 0, asked };
  const client = {
    request: (_: string, params: { uri: string }) => {
      asked.push(params);
      return Promise.resolve({ kind: null });
    },
  };
  const lifecycle = {
    tryClient: () => {
      seen.starts += 1;
      return Promise.resolve(client);
    },
  } as unknown as Lifecycle;
  const workspaceState = { get: () => ({}), update: () => Promise.resolve() };
  const context = { workspaceState } as unknown as ExtensionContext;
  const watching = watchDocuments(context, lifecycle);
  seen.starts = 0; // What the tests before left open.
  return { seen, watching };
}

describe("a document", () => {
  it("that only is called like test cases becomes JSON again, and starts no server", async () => {
    const { seen, watching } = watched();
    await open("appsettings.json", '{ "Logging": {} }\n');
    const document = await open("appsettings.tests.json", '{ "Logging": { "Level": 1 } }\n');
    await until(() => Promise.resolve(document.languageId === "json" || undefined));
    watching.dispose();
    assert.equal(seen.starts, 0);
  });

  it("of test cases starts it, though nothing is in it yet", async () => {
    await open("begun.json", CONNECTOR_TEXT);
    const { seen, watching } = watched();
    const document = await open("begun.tests.json", '{ "cas" }\n');
    await until(() => Promise.resolve(seen.starts > 0 || undefined));
    watching.dispose();
    assert.equal(document.languageId, CASES);
  });

  it("that has no file is looked at as it is in the editor", async () => {
    const { seen, watching } = watched();
    const document = await workspace.openTextDocument({
      language: "json",
      content: CONNECTOR_TEXT,
    });
    const uri = document.uri.toString();
    const asked = await until(() => Promise.resolve(seen.asked.find((each) => each.uri === uri)));
    watching.dispose();
    assert.deepEqual(asked, { uri, text: CONNECTOR_TEXT });
  });
});

describe("the connector that is meant", () => {
  it("is the one whose menu was used, wherever the cursor is", async () => {
    const sample = (name: string): string => {
      const auth = { auth_components: { type: "none" }, auth_request: { type: "none" } };
      const rest = { requiredSettings: { authFields: [] }, testConnection: {}, endpoints: {} };
      return JSON.stringify({ schema: "10.0", name, ...auth, ...rest });
    };
    const first = await open("first.connector.json", sample("The first"));
    await open("second.connector.json", sample("The second"));
    await env.clipboard.writeText("");
    void commands.executeCommand("clarisConnector.copyJson", first.uri);
    const copied = await until(async () => (await env.clipboard.readText()) || undefined);
    assert.match(copied, /The first/);
  });

  it("is none that was given another language", async () => {
    const connectors = new Connectors({} as unknown as ConnectorClient);
    const document = await open("was.connector.json", CONNECTOR_TEXT);
    assert.equal(connectors.current, document.uri.toString());
    await languages.setTextDocumentLanguage(document, "json");
    assert.equal(connectors.current, undefined);
    connectors.dispose();
  });

  it("in the Debugger stays, without being open, until another one is opened", async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    const connectors = new OpenConnectors();
    const chosen = Uri.file("/elsewhere/chosen.connector.json").toString();
    connectors.choose(chosen);
    await open("note.txt", "Nothing about connectors");
    await until(() => Promise.resolve(isInTab("note.txt") || undefined));
    assert.equal(connectors.current, chosen);

    const document = await open("shown.connector.json", CONNECTOR_TEXT);
    await until(() => Promise.resolve(connectors.current === document.uri.toString() || undefined));
    assert.deepEqual(
      connectors.list.map(({ label }) => label),
      ["shown.connector.json"],
    );
    await commands.executeCommand("workbench.action.closeActiveEditor");
    await until(() => Promise.resolve(connectors.current === undefined || undefined));
    connectors.dispose();
  });
});

function isInTab(name: string): boolean {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.some((input) => input instanceof TabInputText && input.uri.path.endsWith(name));
}
