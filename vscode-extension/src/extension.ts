// Where VS Code enters: puts the parts together.

import { type ExtensionContext, window } from "vscode";

import { registerCommands } from "./commands";
import { Connectors } from "./connectors";
import { DebuggerView } from "./debugger/debuggerView";
import { Health } from "./health";
import { lensMiddleware, type Views } from "./lenses";
import { registerRecordCommands } from "./library/commands";
import { provideRecords } from "./library/records";
import { LibraryTree } from "./library/tree";
import { Lifecycle } from "./lifecycle";
import { Preparation } from "./preparation";
import { watchDocuments } from "./recognition";
import { secretHandlers } from "./secrets";
import { showStatus } from "./statusBar";
import { TestExplorer } from "./testExplorer";

let lifecycle: Lifecycle | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Claris Connector", { log: true });
  const preparation = new Preparation(context, log);
  const middleware = lensMiddleware(() => views);
  const handlers = secretHandlers(context.secrets);
  lifecycle = new Lifecycle(preparation, log, middleware, handlers);
  const { client } = lifecycle;
  const debuggerView = DebuggerView.register(context, client);
  const testExplorer = new TestExplorer(lifecycle);
  const views: Views = { client, debuggerView, testExplorer };
  const connectors = new Connectors(client);
  const libraryTree = new LibraryTree(lifecycle, connectors);
  const health = new Health(context, preparation, lifecycle);
  context.subscriptions.push(
    log,
    lifecycle,
    testExplorer,
    connectors,
    libraryTree,
    health,
    provideRecords(client),
    showStatus(lifecycle),
    registerCommands({ ...views, connectors, health, libraryTree, lifecycle, log }),
    registerRecordCommands({ client, connectors, libraryTree }),
    watchDocuments(context, lifecycle), // What is open already starts the server, with all in place.
  );
}

/** VS Code waits for it, for some seconds. */
export async function deactivate(): Promise<void> {
  await lifecycle?.halt();
}
