// The view of the library: what the team released, and what became of it.

import {
  Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "../client";
import type { Connectors } from "../connectors";
import { messageOf } from "../errors";
import type { Lifecycle } from "../lifecycle";
import type { LibraryModel } from "../protocol";
import { entriesBelow, type Entry, recordEntry, rowOf, type Row } from "./entries";

const VIEW = "clarisConnector.library";

const STATES: Record<Row["state"], TreeItemCollapsibleState> = {
  leaf: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
};

/** A library as it was found. */
interface Reading {
  /** What tells which one it is. */
  about: string;
  model: LibraryModel;
  /** Why there is nothing in it; empty where it could be read. */
  problem: string;
}

export class LibraryTree implements TreeDataProvider<Entry>, Disposable {
  private readonly changes = new EventEmitter<undefined>();
  private readonly view: TreeView<Entry>;
  private readonly subscriptions: Disposable[];
  private readonly client: ConnectorClient;
  /** The rows that are shown, by what they are; VS Code reveals none but those. */
  private readonly rows = new Map<string, Entry>();
  private readonly parents = new Map<Entry, Entry>();
  /** The last one; undefined until it is asked for. */
  private reading: Promise<Reading> | undefined;
  private shown: Reading | undefined;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly connectors: Connectors,
  ) {
    this.client = lifecycle.client;
    this.view = window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    const refresh = (): void => {
      this.refresh();
    };
    this.subscriptions = [
      this.view,
      this.client.onNotification("connector/didChangeLibrary", refresh),
      this.client.onDidChangeState((state) => {
        if (state === "running") {
          refresh();
        }
      }),
      connectors.onDidChange(refresh),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("connectorLsp.library")) {
          refresh();
        }
      }),
    ];
  }

  /** What tells which library is shown: that of another connector may be read meanwhile. */
  get about(): string {
    return this.shown?.about ?? "";
  }

  refresh(): void {
    if (this.view.visible) {
      void this.update();
    } else {
      this.reading = undefined; // Only who looks at it has a server started for it.
      this.changes.fire(undefined);
    }
  }

  /** Show a release in the view. @param id - of its record */
  async reveal(id: string): Promise<void> {
    await this.update();
    const entry = this.rows.get(id);
    if (entry) {
      await this.view.reveal(entry, { select: true, focus: false });
    }
  }

  getTreeItem(entry: Entry): TreeItem {
    const row = rowOf(entry);
    const item = new TreeItem(row.label, STATES[row.state]);
    item.id = row.id;
    item.description = row.description;
    item.tooltip = new MarkdownString(row.tooltip, true);
    item.iconPath = new ThemeIcon(row.icon, row.colour ? new ThemeColor(row.colour) : undefined);
    item.contextValue = row.context;
    item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
    if (entry.kind === "record" && entry.record.problem === "") {
      const title = "Open";
      item.command = { title, command: "clarisConnector.openRecord", arguments: [entry] };
    }
    return item;
  }

  async getChildren(parent?: Entry): Promise<Entry[]> {
    if (parent) {
      return entriesBelow(NOTHING, parent);
    }
    return this.show(await this.found());
  }

  getParent(entry: Entry): Entry | undefined {
    return this.parents.get(entry);
  }

  dispose(): void {
    Disposable.from(...this.subscriptions).dispose();
    this.changes.dispose();
  }

  /**
   * Read it anew, and have VS Code ask for the rows if they are others by now.
   *
   * Not before: while VS Code waits for rows, the menu of one is about nothing.
   */
  private async update(): Promise<void> {
    this.reading = this.read();
    const found = await this.found();
    if (contentOf(found) !== contentOf(this.shown)) {
      this.show(found);
      this.changes.fire(undefined);
    }
  }

  private show(reading: Reading): Entry[] {
    const { model, problem } = reading;
    this.shown = reading;
    this.view.message = problem;
    this.view.description = shortened(model.folder);
    const entries = entriesBelow(model);
    this.rows.clear();
    this.parents.clear();
    for (const entry of entries) {
      // All that can be revealed is known from the start.
      if (entry.kind === "connector") {
        for (const record of entry.connector.records) {
          const below = recordEntry(entry.connector, record);
          this.rows.set(record.id, below);
          this.parents.set(below, entry);
        }
      }
    }
    return entries;
  }

  /** What the last reading found: one that began earlier may end later. */
  private async found(): Promise<Reading> {
    for (;;) {
      const reading = (this.reading ??= this.read());
      const found = await reading;
      if (reading === this.reading) {
        return found;
      }
    }
  }

  /** Read that of the connector that the user was in last, else of the workspace. */
  private async read(): Promise<Reading> {
    const folder = workspace.workspaceFolders?.[0]?.uri.toString();
    const about = this.connectors.current ?? folder ?? "";
    const client = await this.lifecycle.tryClient();
    if (!client) {
      return { about, model: NOTHING, problem: NO_SERVER };
    }
    try {
      const model = await client.request("connector/library", { uri: about });
      return { about, model, problem: "" };
    } catch (error) {
      return { about, model: NOTHING, problem: messageOf(error) };
    }
  }
}

const NO_SERVER = "The connector server does not run, so the library cannot be read.";
const NOTHING: LibraryModel = { folder: "", connectors: [], problems: [] };

/** What is seen of it, to be compared: the rows stay while that is the same. */
function contentOf(reading: Reading | undefined): string {
  return JSON.stringify([reading?.model, reading?.problem]);
}

/** Where the library is, as short as it can be said. */
function shortened(folder: string): string {
  return folder === "" ? "" : workspace.asRelativePath(Uri.parse(folder));
}
