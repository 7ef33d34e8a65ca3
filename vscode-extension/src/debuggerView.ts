// The Debugger view: opens where it is shown something.

import { commands, type ExtensionContext } from "vscode";

import type { ConnectorClient } from "./client";

export interface Target {
  uri: string;
  action?: string;
  section?: "authentication" | "actions";
  /** Whether to run the action at once. */
  run?: boolean;
}

export class DebuggerView {
  static register(context: ExtensionContext, client: ConnectorClient): DebuggerView {
    return new DebuggerView(context, client);
  }

  private constructor(
    readonly context: ExtensionContext,
    readonly client: ConnectorClient,
  ) {}

  async show(target: Target): Promise<void> {
    await commands.executeCommand("clarisConnector.debugger.focus", target);
  }
}
