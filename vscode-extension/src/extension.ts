// Where VS Code enters: puts the parts together.

import type { ExtensionContext } from "vscode";

export function activate(context: ExtensionContext): void {
  context.subscriptions.push();
}
