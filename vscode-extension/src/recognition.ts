// Makes those documents ours that are called otherwise, and gives back those that only look so.

import {
  type Disposable,
  type ExtensionContext,
  languages,
  RelativePattern,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

import { CASES, CONNECTOR, SCHEMES } from "./languages";
import type { Lifecycle } from "./lifecycle";

const SWITCH = "Switch Language";
const NOT_NOW = "Not Now";
const NEVER = "Don't Ask Again";

/** The answers by URI, for this workspace. */
const ANSWERS = "languageAnswers";
type Answer = "switch" | "keep";

/** How much of a text is looked at before the server is asked. */
const LOOK_AT = 200_000;

/** Look at each document that is opened. */
export function watchLanguages(context: ExtensionContext, lifecycle: Lifecycle): Disposable {
  const look = (document: TextDocument): void => {
    if (document.languageId === "json" && SCHEMES.includes(document.uri.scheme)) {
      offerConnector(document, context, lifecycle).catch(() => undefined); // Then it stays JSON.
    } else if (document.languageId === CASES) {
      void giveBack(document);
    }
  };
  workspace.textDocuments.forEach(look);
  return workspace.onDidOpenTextDocument(look);
}

/** Have a JSON file understood as a connector if it is one. */
async function offerConnector(
  document: TextDocument,
  context: ExtensionContext,
  lifecycle: Lifecycle,
): Promise<void> {
  if (isNamedBySettings(document)) {
    await languages.setTextDocumentLanguage(document, CONNECTOR);
    return;
  }
  const settings = workspace.getConfiguration("connectorLsp", document);
  if (settings.get("offerLanguage") === false || !mayBeConnector(document)) {
    return;
  }
  const answers = (): Record<string, Answer> => context.workspaceState.get(ANSWERS, {});
  const uri = document.uri.toString();
  const answer = answers()[uri] ?? (await ask(document, lifecycle));
  if (answer) {
    await context.workspaceState.update(ANSWERS, { ...answers(), [uri]: answer });
  }
  if (answer === "switch" && !document.isClosed) {
    await languages.setTextDocumentLanguage(document, CONNECTOR);
  }
}

async function ask(document: TextDocument, lifecycle: Lifecycle): Promise<Answer | undefined> {
  const uri = document.uri.toString();
  const client = await lifecycle.tryClient();
  const result = await client?.request("connector/kind", { uri });
  if (result?.kind !== "connector") {
    return undefined;
  }
  const name = workspace.asRelativePath(document.uri);
  const message =
    `${name} looks like a custom connector for Claris Connect. ` + "Check and complete it as one?";
  const chosen = await window.showInformationMessage(message, SWITCH, NOT_NOW, NEVER);
  if (chosen === NEVER) {
    await workspace.getConfiguration("connectorLsp").update("offerLanguage", false, true);
  }
  return chosen === SWITCH ? "switch" : "keep";
}

/** Whether it is worth to ask the server: the names that a connector's root has, cheaply. */
function mayBeConnector(document: TextDocument): boolean {
  const text = document.getText().slice(0, LOOK_AT);
  return text.includes('"requiredSettings"') || text.includes('"auth_components"');
}

function isNamedBySettings(document: TextDocument): boolean {
  const globs = workspace.getConfiguration("connectorLsp", document).get<string[]>("files") ?? [];
  const folder = workspace.getWorkspaceFolder(document.uri);
  return globs.some((glob) => {
    const pattern = folder ? new RelativePattern(folder, glob) : glob;
    return languages.match({ language: "json", pattern }, document) > 0;
  });
}

/** Others call files like our test cases: without a connector beside it, one is JSON again. */
async function giveBack(document: TextDocument): Promise<void> {
  const isOurs =
    /^\s*$/.test(document.getText()) ||
    /"cases"[^]*"action"/.test(document.getText().slice(0, LOOK_AT)) ||
    (await hasConnectorBeside(document.uri));
  if (!isOurs && !document.isClosed && document.uri.path.endsWith(".tests.json")) {
    await languages.setTextDocumentLanguage(document, "json");
  }
}

async function hasConnectorBeside(uri: Uri): Promise<boolean> {
  const stem = uri.path.replace(/\.tests\.json$/, "");
  for (const ending of [".connector.json", ".json"]) {
    const connector = uri.with({ path: stem + ending });
    const isOpen = workspace.textDocuments.some(
      (document) => document.uri.toString() === connector.toString(),
    );
    if (isOpen || (await exists(connector))) {
      return true;
    }
  }
  return false;
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
