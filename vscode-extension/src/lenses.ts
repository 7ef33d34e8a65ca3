// What the server's commands do here, where there are views: its lenses name them.
//
// In other editors the server executes them all, and shows pages.

import { commands, Uri } from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import type { ConnectorClient } from "./client";
import type { DebuggerView } from "./debugger/debuggerView";
import { explain } from "./explain";
import { compareDraft } from "./library/comparing";
import type { TestExplorer } from "./testExplorer";

export interface Views {
  client: ConnectorClient;
  debuggerView: DebuggerView;
  testExplorer: TestExplorer;
}

type ExecuteCommand = NonNullable<Middleware["executeCommand"]>;
type ShowDocument = NonNullable<NonNullable<Middleware["window"]>["showDocument"]>;

/** Opens the view at the place that a lens is about; whatever has no view, the server does. */
export function lensMiddleware(views: () => Views): Middleware {
  return {
    executeCommand: async (command, args, next) => {
      try {
        return await route(views(), command, args as string[], next);
      } catch (error) {
        explain(error);
        return undefined;
      }
    },
    window: { showDocument },
  };
}

/** Pages are Markdown: they open as they are meant to be read, beside what they are about. */
const showDocument: ShowDocument = async (params, token, next) => {
  if (!params.uri.endsWith(".md")) {
    return next(params, token);
  }
  await commands.executeCommand("markdown.showPreviewToSide", Uri.parse(params.uri));
  return { success: true };
};

async function route(
  { client, debuggerView, testExplorer }: Views,
  command: string,
  args: string[],
  next: Parameters<ExecuteCommand>[2],
): Promise<unknown> {
  const [uri = "", action, name] = args;
  switch (command) {
    case "connector.signIn":
      return debuggerView.show({ uri, section: "authentication" });
    case "connector.testAuthentication":
      return testAuthentication(debuggerView, uri);
    case "connector.runAction":
      return debuggerView.show({ uri, section: "actions", ...(action && { action }) });
    case "connector.runCases": {
      const model = await client.request("connector/cases", { uri });
      const names = (model?.cases ?? [])
        .filter((each) => action === undefined || each.action === action)
        .filter((each) => name === undefined || each.name === name)
        .map((each) => each.name);
      if (!model || names.length === 0) {
        return next(command, args); // Makes a case to be filled in, or says what is wrong.
      }
      await debuggerView.show({ uri: model.connector, ...(action && { action }) });
      return testExplorer.run(model, names);
    }
    case "connector.compare":
      return action === undefined ? compareDraft(client, uri) : next(command, args);
    default:
      return next(command, args);
  }
}

/** Open the view at the form, and test what it has. */
export function testAuthentication(debuggerView: DebuggerView, uri: string): Promise<void> {
  return debuggerView.show({ uri, action: "testConnection", section: "authentication", run: true });
}
