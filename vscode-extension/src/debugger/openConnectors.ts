// The connectors that are open in tabs, and the one that is looked at.

import { Disposable, type Event, EventEmitter, TabInputText, Uri, window, workspace } from "vscode";

import { CONNECTOR, isOurs, SCHEMES } from "../languages";
import type { ConnectorInfo } from "../view/messages";

/** Follows the active editor; another file in it leaves the last connector where it is. */
export class OpenConnectors {
  private readonly emitter = new EventEmitter<void>();
  private readonly subscription: Disposable;
  private chosen: string | undefined;
  /** Whether the chosen one was seen in a tab: then it goes when that is closed. */
  private wasOpen = false;
  private known = "";

  /** The list, or which of them is looked at, has changed. */
  readonly onDidChange: Event<void> = this.emitter.event;

  constructor() {
    const follow = (): void => {
      this.follow();
    };
    this.subscription = Disposable.from(
      window.onDidChangeActiveTextEditor(follow),
      window.tabGroups.onDidChangeTabs(follow),
      workspace.onDidOpenTextDocument(follow),
      workspace.onDidCloseTextDocument(follow),
    );
    this.follow();
  }

  get current(): string | undefined {
    return this.chosen;
  }

  get list(): ConnectorInfo[] {
    const uris = openUris();
    if (this.chosen !== undefined) {
      uris.set(this.chosen, Uri.parse(this.chosen));
    }
    return [...uris].map(([uri, parsed]) => ({ uri, label: workspace.asRelativePath(parsed) }));
  }

  /** Look at a connector, be it open or not. */
  choose(uri: string): void {
    this.chosen = uri;
    this.wasOpen = openUris().has(uri);
    this.tell();
  }

  dispose(): void {
    this.subscription.dispose();
    this.emitter.dispose();
  }

  private follow(): void {
    const active = window.activeTextEditor?.document;
    const open = openUris();
    const before = this.chosen;
    if (active?.languageId === CONNECTOR && isOurs(active)) {
      this.chosen = active.uri.toString();
    } else if (this.chosen === undefined || (this.wasOpen && !open.has(this.chosen))) {
      this.chosen = open.keys().next().value;
    }
    const isOpen = this.chosen !== undefined && open.has(this.chosen);
    this.wasOpen = isOpen || (this.wasOpen && this.chosen === before);
    this.tell();
  }

  private tell(): void {
    const now = JSON.stringify([this.list, this.chosen]);
    if (now !== this.known) {
      this.known = now;
      this.emitter.fire();
    }
  }
}

/** By their text; a tab that was not looked at yet has no document, only a name. */
function openUris(): Map<string, Uri> {
  const languages = new Map(
    workspace.textDocuments.map(({ uri, languageId }) => [uri.toString(), languageId]),
  );
  const found = new Map<string, Uri>();
  for (const { input } of window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    if (input instanceof TabInputText) {
      const uri = input.uri.toString();
      const language = languages.get(uri);
      const isNamed = !language && input.uri.path.endsWith(".connector.json");
      if (SCHEMES.includes(input.uri.scheme) && (language === CONNECTOR || isNamed)) {
        found.set(uri, input.uri);
      }
    }
  }
  return found;
}
