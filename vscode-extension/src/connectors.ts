// Which connector the user means, and whether there is one at all.

import {
  commands,
  type Disposable,
  type QuickPickItem,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "./client";
import { CASES, CONNECTOR, LANGUAGES } from "./languages";

/** For `when` clauses: whether a connector, or its test cases, is open or in the workspace. */
const HAS_CONNECTOR = "clarisConnector.hasConnector";

const FILES = "**/*.connector.json";
const IGNORED = "**/node_modules/**";
const MOST_FILES = 500;

export class Connectors implements Disposable {
  private readonly subscriptions: Disposable[];
  /** The document that the user was in last, as views and pages have none. */
  private last: TextDocument | undefined;
  private isInWorkspace = false;

  constructor(private readonly client: ConnectorClient) {
    this.subscriptions = [
      window.onDidChangeActiveTextEditor(() => {
        this.remember();
      }),
      workspace.onDidOpenTextDocument(() => {
        this.remember();
      }),
      workspace.onDidCloseTextDocument(() => {
        this.remember();
      }),
    ];
    this.remember();
    void workspace.findFiles(FILES, IGNORED, 1).then((found) => {
      this.isInWorkspace = found.length > 0;
      this.remember();
    });
  }

  /** The URI of the connector that is meant, asking if that is open; undefined if nobody says. */
  async find(): Promise<string | undefined> {
    const document = this.document();
    if (document?.languageId === CASES) {
      const cases = await this.client.request("connector/cases", { uri: document.uri.toString() });
      return cases?.connector;
    }
    return document ? document.uri.toString() : this.ask();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private document(): TextDocument | undefined {
    const active = window.activeTextEditor?.document;
    if (active && LANGUAGES.includes(active.languageId)) {
      return active;
    }
    return this.last && !this.last.isClosed ? this.last : undefined;
  }

  private remember(): void {
    const active = window.activeTextEditor?.document;
    if (active && LANGUAGES.includes(active.languageId)) {
      this.last = active;
    }
    const isOpen = workspace.textDocuments.some((document) =>
      LANGUAGES.includes(document.languageId),
    );
    void commands.executeCommand("setContext", HAS_CONNECTOR, isOpen || this.isInWorkspace);
  }

  private async ask(): Promise<string | undefined> {
    const open = workspace.textDocuments
      .filter((document) => document.languageId === CONNECTOR)
      .map((document) => document.uri);
    const files = await workspace.findFiles(FILES, IGNORED, MOST_FILES);
    const uris = new Map([...open, ...files].map((uri) => [uri.toString(), uri]));
    if (uris.size === 0) {
      void window.showInformationMessage(
        "There is no connector here. “New Connector from a Sample” begins one.",
      );
      return undefined;
    }
    const items: (QuickPickItem & { uri: Uri })[] = [...uris.values()].map((uri) => ({
      label: workspace.asRelativePath(uri),
      uri,
    }));
    const chosen = await window.showQuickPick(items, { placeHolder: "Which connector?" });
    return chosen?.uri.toString();
  }
}
