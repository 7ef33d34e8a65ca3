// Which connector the user means, and whether there is one at all.

import {
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  type QuickPickItem,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "./client";
import { CASES, CONNECTOR, isOurs } from "./languages";

/** For `when` clauses: whether a connector, or its test cases, is open or in the workspace. */
const HAS_CONNECTOR = "clarisConnector.hasConnector";

const FILES = "**/*.connector.json";
const IGNORED = "**/node_modules/**";
const MOST_FILES = 500;

const NEW = "New Connector from a Sample…";

export class Connectors implements Disposable {
  private readonly subscriptions: Disposable[];
  /** The document that the user was in last, as views and pages have none. */
  private last: TextDocument | undefined;
  private isInWorkspace = false;
  private readonly changes = new EventEmitter<void>();

  /** The user is in another connector. */
  readonly onDidChange: Event<void> = this.changes.event;

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
    void this.look();
  }

  /** The URI of the file that the user was in last: a connector or its test cases. */
  get current(): string | undefined {
    const document = this.document();
    return document?.uri.scheme === "file" ? document.uri.toString() : undefined;
  }

  /**
   * The URI of the connector that is meant, asking if that is open; undefined if there is none, or
   * nobody says.
   *
   * @param resource - the file whose menu was used: it need not have the cursor
   */
  async find(resource?: Uri): Promise<string | undefined> {
    const document = openDocument(resource) ?? this.document();
    if (document?.languageId !== CASES) {
      return document ? document.uri.toString() : this.ask();
    }
    const cases = await this.client.request("connector/cases", { uri: document.uri.toString() });
    if (!cases) {
      const name = workspace.asRelativePath(document.uri);
      const file = name.replace(/\.tests\.json$/, ".connector.json");
      void window.showInformationMessage(`There is no connector beside ${name}, such as ${file}.`);
    }
    return cases?.connector;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.changes.dispose();
  }

  private document(): TextDocument | undefined {
    const active = window.activeTextEditor?.document;
    if (active && isOurs(active)) {
      return active;
    }
    // It may have been given another language meanwhile.
    return this.last && !this.last.isClosed && isOurs(this.last) ? this.last : undefined;
  }

  private async look(): Promise<void> {
    try {
      this.isInWorkspace = (await workspace.findFiles(FILES, IGNORED, 1)).length > 0;
    } catch {
      return; // The files of a virtual workspace may not be to be searched.
    }
    this.remember();
  }

  private remember(): void {
    const active = window.activeTextEditor?.document;
    const before = this.last;
    if (active && isOurs(active)) {
      this.last = active;
    }
    if (this.last !== before) {
      this.changes.fire();
    }
    const isOpen = workspace.textDocuments.some(isOurs);
    void commands.executeCommand("setContext", HAS_CONNECTOR, isOpen || this.isInWorkspace);
  }

  private async ask(): Promise<string | undefined> {
    const open = workspace.textDocuments
      .filter((document) => document.languageId === CONNECTOR && isOurs(document))
      .map((document) => document.uri);
    const files = await workspace.findFiles(FILES, IGNORED, MOST_FILES);
    const uris = new Map([...open, ...files].map((uri) => [uri.toString(), uri]));
    if (uris.size === 0) {
      if ((await window.showInformationMessage("There is no connector here.", NEW)) === NEW) {
        await commands.executeCommand("clarisConnector.newConnector");
      }
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

/** The document of ours that is open under a name. */
function openDocument(uri: Uri | undefined): TextDocument | undefined {
  return workspace.textDocuments.find(
    (document) => document.uri.toString() === uri?.toString() && isOurs(document),
  );
}
