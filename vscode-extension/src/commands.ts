// The commands of the palette, under "Claris Connector".

import {
  Disposable,
  env,
  type LogOutputChannel,
  type QuickPickItem,
  Uri,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "./client";
import type { Connectors } from "./connectors";
import { register } from "./explain";
import type { Health } from "./health";
import { importDescription } from "./importing";
import { CONNECTOR } from "./languages";
import { testAuthentication, type Views } from "./lenses";
import { compareDraft } from "./library/comparing";
import { copyJson, release } from "./library/gate";
import type { LibraryTree } from "./library/tree";
import type { Lifecycle } from "./lifecycle";
import { tell } from "./notices";

export interface CommandContext extends Views {
  connectors: Connectors;
  health: Health;
  libraryTree: LibraryTree;
  lifecycle: Lifecycle;
  log: LogOutputChannel;
}

type Command = (context: CommandContext) => Promise<void> | void;

/** A command about the connector that is meant. */
type ConnectorCommand = (context: CommandContext, uri: string) => Promise<void>;

const COMMANDS: Record<string, Command> = {
  importDescription: ({ client, connectors }) => importDescription(client, connectors),
  newConnector,
  restart: ({ lifecycle }) => lifecycle.restart(),
  reset: ({ lifecycle }) => lifecycle.reset(),
  showLog: ({ log }) => {
    log.show();
  },
  showVersions: ({ health }) => health.show(),
};

const CONNECTOR_COMMANDS: Record<string, ConnectorCommand> = {
  compareWithRelease: ({ client }, uri) => compareDraft(client, uri),
  copyAsCurl,
  copyJson,
  release,
  runAction,
  runAllCases,
  showDebugger: ({ debuggerView }, uri) => debuggerView.show({ uri }),
  signIn: ({ debuggerView }, uri) => debuggerView.show({ uri, section: "authentication" }),
  signOut,
  testAuthentication: ({ debuggerView }, uri) => testAuthentication(debuggerView, uri),
};

export function registerCommands(context: CommandContext): Disposable {
  return Disposable.from(
    ...Object.entries(COMMANDS).map(([name, command]) => register(name, () => command(context))),
    ...Object.entries(CONNECTOR_COMMANDS).map(([name, command]) =>
      register(name, async (resource: unknown) => {
        // The menus of an editor name its file; whatever else gives something means nothing by it.
        const uri = await context.connectors.find(resource instanceof Uri ? resource : undefined);
        if (uri !== undefined) {
          await command(context, uri);
        }
      }),
    ),
  );
}

async function newConnector({ client }: CommandContext): Promise<void> {
  const samples = await client.request("connector/samples", {});
  const items = samples.map((sample) => ({
    label: sample.title,
    // Such as `key in header`: how one signs in.
    description: sample.name.replaceAll("-", " "),
    detail: sample.description,
    sample,
  }));
  const chosen = await window.showQuickPick(items, {
    title: "New Connector",
    placeHolder: "Which one do you begin with?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen) {
    const document = await workspace.openTextDocument({
      language: CONNECTOR,
      content: chosen.sample.text,
    });
    await window.showTextDocument(document);
  }
}

async function runAction({ client, debuggerView }: CommandContext, uri: string): Promise<void> {
  const model = await client.request("connector/debuggerModel", { uri });
  const [, ...actions] = model?.actions ?? []; // Without the connection test.
  if (actions.length === 0) {
    void window.showInformationMessage("This connector has no actions.");
    return;
  }
  const items: (QuickPickItem & { action: string })[] = actions.map((each) => ({
    label: each.label || each.action,
    description: [each.method, each.endpoint].filter(Boolean).join(" "),
    detail: each.helpText,
    action: each.action,
  }));
  const chosen = await window.showQuickPick(items, {
    title: "Run Action",
    placeHolder: "Which action?",
    matchOnDescription: true,
  });
  if (chosen) {
    await debuggerView.show({ uri, section: "actions", action: chosen.action });
  }
}

async function runAllCases(context: CommandContext, uri: string): Promise<void> {
  const { client, debuggerView, testExplorer } = context;
  const model = await client.request("connector/cases", { uri });
  if (!model || model.cases.length === 0) {
    const advice = "This connector has no test cases. The Debugger saves a run as one.";
    const problem = model?.problem ?? "";
    tell(window.showInformationMessage, problem === "" ? advice : problem);
    return;
  }
  await debuggerView.show({ uri: model.connector });
  await testExplorer.run(
    model,
    model.cases.map((each) => each.name),
  );
}

async function copyAsCurl({ client }: CommandContext, uri: string): Promise<void> {
  const command = await client.execute("connector.copyAsCurl", [uri]);
  if (typeof command === "string") {
    await env.clipboard.writeText(command);
    void window.showInformationMessage("Copied as cURL, with variables for secrets.");
  }
}

async function signOut({ client }: { client: ConnectorClient }, uri: string): Promise<void> {
  await client.request("connector/signOut", { uri });
  void window.showInformationMessage("Signed out.");
}
