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

export class LibraryTree implements TreeDataProvider<Entry>, Disposable {
  private readonly changes = new EventEmitter<undefined>();
  private readonly view: TreeView<Entry>;
  private readonly subscriptions: Disposable[];
  private readonly client: ConnectorClient;
  /** The rows that are shown, by what they are; VS Code reveals none but those. */
  private readonly rows = new Map<string, Entry>();
  private readonly parents = new Map<Entry, Entry>();
  private shown: string | undefined;
  /** What is shown; undefined until it is asked for. */
  private model: Promise<LibraryModel> | undefined;
  /** The rows that VS Code has, as JSON of what they were made from. */
  private drawn = "";

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
      connectors.onDidChange(() => {
        if (this.about !== this.shown) {
          refresh();
        }
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("connectorLsp.library")) {
          refresh();
        }
      }),
    ];
  }

  /** What tells which library: the connector that the user was in last, else the workspace. */
  get about(): string {
    return this.connectors.current ?? workspace.workspaceFolders?.[0]?.uri.toString() ?? "";
  }

  refresh(): void {
    if (!this.view.visible) {
      this.model = undefined; // Only who looks at it has a server started for it.
      this.changes.fire(undefined);
      return;
    }
    // Not before there are others: while VS Code waits for rows, the menu of one is about nothing.
    void this.read().then((model) => {
      if (JSON.stringify(model) !== this.drawn) {
        this.changes.fire(undefined);
      }
    });
  }

  /** Show a release in the view. @param id - of its record */
  async reveal(id: string): Promise<void> {
    void this.read();
    await this.getChildren();
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
    const model = await (this.model ?? this.read());
    this.drawn = JSON.stringify(model);
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

  getParent(entry: Entry): Entry | undefined {
    return this.parents.get(entry);
  }

  dispose(): void {
    Disposable.from(...this.subscriptions).dispose();
    this.changes.dispose();
  }

  private read(): Promise<LibraryModel> {
    return (this.model = this.ask());
  }

  private async ask(): Promise<LibraryModel> {
    const about = (this.shown = this.about);
    const client = await this.lifecycle.tryClient();
    if (!client) {
      this.view.message = "The connector server does not run, so the library cannot be read.";
      return NOTHING;
    }
    try {
      const model = await client.request("connector/library", { uri: about });
      this.view.message = "";
      this.view.description = shortened(model.folder);
      return model;
    } catch (error) {
      this.view.message = messageOf(error);
      return NOTHING;
    }
  }
}

const NOTHING: LibraryModel = { folder: "", connectors: [], problems: [] };

/** Where the library is, as short as it can be said. */
function shortened(folder: string): string {
  return folder === "" ? "" : workspace.asRelativePath(Uri.parse(folder));
}
