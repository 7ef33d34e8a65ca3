// From the description of an API to a connector: where it is, which operations, into what.

import {
  env,
  type QuickPickItem,
  Range,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "./client";
import type { Connectors } from "./connectors";
import { messageOf } from "./errors";
import { isExplained } from "./explain";
import { CONNECTOR, isOurs } from "./languages";
import type { OperationModel, OperationsModel } from "./protocol";
import { toRange } from "./ranges";

const TITLE = "Import API Description";
const DESCRIPTIONS = ["json", "yaml", "yml", "har"];
const ANOTHER = "Choose Another…";

/** Ask for a source and for operations, and import them into a connector, a new one or that at hand. */
export async function importDescription(
  client: ConnectorClient,
  connectors: Connectors,
): Promise<void> {
  const source = await askForSource();
  if (source === undefined) {
    return;
  }
  const api = await read(client, connectors, source);
  if (api === "another") {
    return importDescription(client, connectors);
  }
  const titles = api && (await askForOperations(api));
  const target = titles && (await askForTarget(connectors));
  if (titles && target) {
    const { file } = target;
    const document = await (file
      ? workspace.openTextDocument(file)
      : workspace.openTextDocument({ language: CONNECTOR }));
    const editor = await window.showTextDocument(document);
    const uri = document.uri.toString();
    const result = await client.execute("connector.import", [uri, source, ...titles]);
    if (file && result) {
      await revealLastAction(client, editor);
    }
  }
}

/** What is in a source; if it is nothing of use, whether the user wants to name another. */
async function read(
  client: ConnectorClient,
  connectors: Connectors,
  source: string,
): Promise<OperationsModel | "another" | undefined> {
  const here = workspace.workspaceFolders?.[0]?.uri.toString() ?? "";
  const uri = connectors.current ?? here;
  try {
    if (source.trim() === "") {
      throw new Error("The clipboard has no text. Copy a cURL command or a description first.");
    }
    return await client.request("connector/operations", { uri, source });
  } catch (error) {
    if (isExplained(error)) {
      throw error;
    }
    const chosen = await window.showErrorMessage(messageOf(error), ANOTHER);
    return chosen === ANOTHER ? "another" : undefined;
  }
}

/** What was added stands at the end. */
async function revealLastAction(client: ConnectorClient, editor: TextEditor): Promise<void> {
  const uri = editor.document.uri.toString();
  const model = await client.request("connector/debuggerModel", { uri });
  const path = model?.actions.at(-1)?.path;
  const range = path && (await client.request("connector/locate", { uri, path }));
  if (range) {
    const { start } = toRange(range);
    editor.selection = new Selection(start, start);
    editor.revealRange(new Range(start, start), TextEditorRevealType.InCenter);
  }
}

/** The URI of a source, or the source itself. */
async function askForSource(): Promise<string | undefined> {
  const document = window.activeTextEditor?.document;
  const isText = document !== undefined && !isOurs(document) && document.getText().trim() !== "";
  const items: (QuickPickItem & { read: () => Thenable<string | undefined> })[] = [
    {
      label: "$(folder-opened) A File…",
      detail: "OpenAPI or Swagger in JSON or YAML, a HAR file, a Postman collection",
      read: askForFile,
    },
  ];
  if (isText) {
    const { fileName, isDirty, uri } = document;
    const isSaved = uri.scheme === "file" && !isDirty;
    items.push({
      label: "$(file) The Open Editor",
      description: workspace.asRelativePath(fileName),
      read: () => Promise.resolve(isSaved ? uri.toString() : document.getText()),
    });
  }
  items.push({
    label: "$(clippy) The Clipboard",
    detail: "A cURL command, what a browser copies of a request, or a description",
    read: () => env.clipboard.readText(),
  });
  const chosen = await window.showQuickPick(items, {
    title: TITLE,
    placeHolder: "What describes the API?",
  });
  return chosen?.read();
}

async function askForFile(): Promise<string | undefined> {
  const chosen = await window.showOpenDialog({
    title: TITLE,
    openLabel: "Import",
    filters: { "API descriptions": DESCRIPTIONS, "All files": ["*"] },
  });
  return chosen?.[0]?.toString();
}

/** The titles of those that are wanted; one alone needs no choice. */
async function askForOperations({
  name,
  operations,
}: OperationsModel): Promise<string[] | undefined> {
  // What a connector cannot have stands at the end, with the reason.
  const possible = operations.filter((each) => each.refusal === "");
  const refused = operations.filter((each) => each.refusal !== "");
  const chosen =
    operations.length === 1
      ? operations
      : await window.showQuickPick([...possible, ...refused].map(operationItem), {
          title: name === "" ? TITLE : `${TITLE}: ${name}`,
          placeHolder: "Which operations become actions?",
          canPickMany: true,
          ignoreFocusOut: true,
          matchOnDescription: true,
          matchOnDetail: true,
        });
  if (!chosen || chosen.length === 0) {
    return undefined;
  }
  if (chosen.every((each) => each.refusal !== "")) {
    const reasons = chosen.map((each) => `${each.title} (${each.refusal})`).join(", ");
    throw new Error(`A connector cannot have ${reasons}`);
  }
  return chosen.map(({ title }) => title);
}

function operationItem(operation: OperationModel): QuickPickItem & OperationModel {
  const { isDeprecated, refusal, summary, tags, title } = operation;
  const isRefused = refusal !== "";
  const about = [isRefused && `not possible: ${refusal}`, summary, isDeprecated && "deprecated"];
  return {
    ...operation,
    label: isRefused ? `$(circle-slash) ${title}` : title,
    description: about.filter(Boolean).join(" · "),
    detail: tags.join(", "),
  };
}

/** A file, or undefined in the place of a new one. */
interface Target {
  file: Uri | undefined;
}

/** The connector at hand, or a new one. */
async function askForTarget(connectors: Connectors): Promise<Target | undefined> {
  const made: Target = { file: undefined };
  const { current } = connectors;
  if (!current?.endsWith(".connector.json")) {
    return made;
  }
  const at = Uri.parse(current);
  const items: (QuickPickItem & { target: Target })[] = [
    { label: "$(new-file) A New Connector", target: made },
    {
      label: `$(plug) ${workspace.asRelativePath(at)}`,
      description: "what it has stays as it is",
      target: { file: at },
    },
  ];
  const chosen = await window.showQuickPick(items, {
    title: TITLE,
    placeHolder: "Where do the actions go?",
    ignoreFocusOut: true, // The operations have been chosen by then.
  });
  return chosen?.target;
}
