// Makes those documents ours that are called otherwise, and gives back those that only look so.
//
// Only what is ours then starts the server: others, too, call files `NAME.tests.json`.

import {
  Disposable,
  type ExtensionContext,
  languages,
  RelativePattern,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

import { CASES, CONNECTOR, isOurs, SCHEMES } from "./languages";
import type { Lifecycle } from "./lifecycle";

const SWITCH = "Switch Language";
const NOT_NOW = "Not Now";
const NEVER = "Don't Ask Again";

/** The answers by URI, for this workspace. */
const ANSWERS = "languageAnswers";
type Answer = "switch" | "keep";

/** What VS Code takes for our test cases by its name, in upper case, too. */
const CASES_NAME = /\.tests\.json$/i;

/** How much of a text is looked at before the server is asked. */
const LOOK_AT = 200_000;

/** Look at each document that is opened, and again when the settings name others. */
export function watchDocuments(context: ExtensionContext, lifecycle: Lifecycle): Disposable {
  const look = (document: TextDocument): void => {
    recognise(document, context, lifecycle).catch(() => undefined); // It was closed meanwhile.
  };
  workspace.textDocuments.forEach(look);
  return Disposable.from(
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("connectorLsp.files")) {
        workspace.textDocuments.forEach(look);
      }
    }),
  );
}

async function recognise(
  document: TextDocument,
  context: ExtensionContext,
  lifecycle: Lifecycle,
): Promise<void> {
  if (document.languageId === "json" && SCHEMES.includes(document.uri.scheme)) {
    await offerConnector(document, context, lifecycle);
  } else if (isOurs(document)) {
    if (document.languageId === CASES && !(await areCases(document))) {
      await languages.setTextDocumentLanguage(document, "json");
    } else {
      await lifecycle.tryClient();
    }
  }
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
  if (settings.get("offerLanguage") === false || !mayBeConnector(document.getText())) {
    return;
  }
  const answers = (): Record<string, Answer> => context.workspaceState.get(ANSWERS, {});
  const uri = document.uri.toString();
  const answer = answers()[uri] ?? (await ask(document, lifecycle));
  if (answer && !document.isUntitled) {
    await context.workspaceState.update(ANSWERS, { ...answers(), [uri]: answer });
  }
  if (answer === "switch" && !document.isClosed) {
    await languages.setTextDocumentLanguage(document, CONNECTOR);
  }
}

async function ask(document: TextDocument, lifecycle: Lifecycle): Promise<Answer | undefined> {
  const client = await lifecycle.tryClient();
  const result = await client?.request("connector/kind", {
    uri: document.uri.toString(),
    text: document.getText(), // The server is not told of JSON files, and this one may have no file.
  });
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
function mayBeConnector(text: string): boolean {
  const beginning = text.slice(0, LOOK_AT);
  return beginning.includes('"requiredSettings"') || beginning.includes('"auth_components"');
}

function isNamedBySettings(document: TextDocument): boolean {
  const globs = workspace.getConfiguration("connectorLsp", document).get<string[]>("files") ?? [];
  const folder = workspace.getWorkspaceFolder(document.uri);
  return globs.some((glob) => {
    const pattern = folder ? new RelativePattern(folder, glob) : glob;
    return languages.match({ language: "json", pattern }, document) > 0;
  });
}

/** Whether a document that is called like test cases has some, or is about a connector. */
async function areCases(document: TextDocument): Promise<boolean> {
  const text = document.getText();
  return (
    !CASES_NAME.test(document.uri.path) ||
    /^\s*$/.test(text) ||
    /"cases"[^]*"action"/.test(text.slice(0, LOOK_AT)) ||
    (await hasConnectorBeside(document.uri))
  );
}

/** Whether there is a connector for what is called like its test cases. */
export async function hasConnectorBeside(cases: Uri): Promise<boolean> {
  const beside = (ending: string): Promise<string | undefined> =>
    tryRead(cases.with({ path: cases.path.replace(CASES_NAME, ending) }));
  return (
    (await beside(".connector.json")) !== undefined || mayBeConnector((await beside(".json")) ?? "")
  );
}

/** The text of a file, as it is in the editor if it is open; undefined if there is none. */
async function tryRead(uri: Uri): Promise<string | undefined> {
  const open = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (open) {
    return open.getText();
  }
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
