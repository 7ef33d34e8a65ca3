// What is asked for when something does not work: the versions of everything, on one page.

import {
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  Uri,
  version,
  window,
  workspace,
} from "vscode";

import type { Lifecycle } from "./lifecycle";
import type { Preparation } from "./preparation";

const SCHEME = "claris-connector-versions";
const PAGE = Uri.from({ scheme: SCHEME, path: "Claris Connector versions.md" });

export class Health implements Disposable {
  private readonly changes = new EventEmitter<Uri>();
  private readonly registration: Disposable;

  constructor(
    private readonly context: ExtensionContext,
    private readonly preparation: Preparation,
    private readonly lifecycle: Lifecycle,
  ) {
    this.registration = workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.changes.event,
      provideTextDocumentContent: () => this.text(),
    });
  }

  async show(): Promise<void> {
    this.changes.fire(PAGE);
    await window.showTextDocument(await workspace.openTextDocument(PAGE));
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }

  private text(): string {
    const { client } = this.lifecycle;
    const program = this.preparation.current;
    const { packageJSON } = this.context.extension as { packageJSON: { version: string } };
    const python = program?.environment?.version.join(".");
    const rows: [string, string][] = [
      ["Extension", packageJSON.version],
      ["VS Code", `${version} (${process.platform}, ${process.arch})`],
      ["Server", `${client.serverVersion ?? "–"} (${client.state})`],
      ["Command", program ? [program.command, ...program.args].join(" ") : "–"],
      ["Python", python ?? (program ? "that of the command" : "–")],
      ["Environment", program?.environment?.folder ?? "–"],
      ["Workspace", workspace.isTrusted ? "trusted" : "not trusted: nothing is sent"],
      ["Problem", client.failure || "none"],
    ];
    const width = Math.max(...rows.map(([name]) => name.length));
    const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
    return `# Claris Connector\n\n\`\`\`\n${lines.join("\n")}\n\`\`\`\n`;
  }
}
