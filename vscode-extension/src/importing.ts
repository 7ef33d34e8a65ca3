// From the description of an API to a connector: where it is, which operations, into what.

import { env, type QuickPickItem, Uri, window, workspace } from "vscode";

import type { ConnectorClient } from "./client";
import type { Connectors } from "./connectors";
import { CONNECTOR, isOurs } from "./languages";
import type { OperationModel } from "./protocol";

const TITLE = "Import API Description";
const DESCRIPTIONS = ["json", "yaml", "yml", "har"];

/** Ask for a source and for operations, and import them into a connector, a new one or that at hand. */
export async function importDescription(
  client: ConnectorClient,
  connectors: Connectors,
): Promise<void> {
  const source = await askForSource();
  if (source === undefined) {
    return;
  }
  const here = workspace.workspaceFolders?.[0]?.uri.toString() ?? "";
  const about = connectors.current ?? here;
  const { name, operations } = await client.request("connector/operations", { uri: about, source });
  const titles = await askForOperations(name, operations);
  const target = titles && (await askForTarget(connectors));
  if (titles && target) {
    const { file } = target;
    const document = await (file
      ? workspace.openTextDocument(file)
      : workspace.openTextDocument({ language: CONNECTOR }));
    await window.showTextDocument(document);
    const uri = document.uri.toString();
    await client.execute("connector.import", [uri, source, ...titles]);
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
async function askForOperations(
  name: string,
  operations: readonly OperationModel[],
): Promise<string[] | undefined> {
  const possible = operations.filter((each) => each.refusal === "");
  const refused = operations.filter((each) => each.refusal !== "");
  const reasons = refused.map((each) => `${each.title} (${each.refusal})`).join(", ");
  if (possible.length === 0) {
    throw new Error(`A connector cannot have what this describes: ${reasons}`);
  }
  if (operations.length === 1) {
    return possible.map(({ title }) => title);
  }
  const without = refused.length === 0 ? "" : ` A connector cannot have ${reasons}`;
  const chosen = await window.showQuickPick(possible.map(operationItem), {
    title: name === "" ? TITLE : `${TITLE}: ${name}`,
    placeHolder: `Which operations become actions?${without}`,
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen && chosen.length > 0 ? chosen.map(({ label }) => label) : undefined;
}

function operationItem({ isDeprecated, summary, tags, title }: OperationModel): QuickPickItem {
  const about = [summary, isDeprecated && "deprecated"].filter(Boolean).join(" · ");
  return { label: title, description: about, detail: tags.join(", ") };
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
  const placeHolder = "Where do the actions go?";
  return (await window.showQuickPick(items, { title: TITLE, placeHolder }))?.target;
}
