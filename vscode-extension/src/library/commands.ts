// The commands of the library's view. What is written, and whether it may be, is the server's.

import { commands, Disposable, env, Uri, window, workspace } from "vscode";

import type { ConnectorClient } from "../client";
import type { Connectors } from "../connectors";
import { register } from "../explain";
import type { ConnectorRecords, RecordModel } from "../protocol";
import { compareRecords, compareWithDraft } from "./comparing";
import { type Entry, latestOf, type RecordEntry, titleOf } from "./entries";
import { recordUri } from "./records";
import type { LibraryTree } from "./tree";

export interface LibraryContext {
  client: ConnectorClient;
  connectors: Connectors;
  libraryTree: LibraryTree;
}

interface FlowEntry {
  record: RecordModel;
  flow: string;
}

const DELETE = "Delete";
const DELETE_ANYWAY = "Delete Anyway";

/** For `when` clauses: the user asked for the library where there is no connector. */
const IS_ASKED_FOR = "clarisConnector.showsLibrary";

type Command = (context: LibraryContext, entry: never) => unknown;

const OF_A_ROW: Record<string, Command> = {
  openRecord,
  compareRecordWithDraft,
  compareRecordWithPrevious,
  copyRecordToDraft,
  copyRecordJson,
  noteFlow,
  forgetFlow,
  deleteRecord,
};

export function registerRecordCommands(context: LibraryContext): Disposable {
  return Disposable.from(
    ...Object.entries({ showLibrary, refreshLibrary }).map(([name, command]) =>
      register(name, () => command(context)),
    ),
    ...Object.entries(OF_A_ROW).map(([name, command]) =>
      register(name, (entry: never) => {
        // VS Code gives none while the rows of its view are being replaced.
        if ((entry as Entry | undefined) === undefined) {
          throw new Error("The library has just changed. Choose again.");
        }
        return command(context, entry);
      }),
    ),
  );
}

async function showLibrary(): Promise<void> {
  await commands.executeCommand("setContext", IS_ASKED_FOR, true);
  await commands.executeCommand("clarisConnector.library.focus");
}

function refreshLibrary({ libraryTree }: LibraryContext): void {
  libraryTree.refresh();
}

async function openRecord(
  { libraryTree: { about } }: LibraryContext,
  { record }: RecordEntry,
): Promise<void> {
  await window.showTextDocument(recordUri(record, about), { preview: true });
}

async function compareRecordWithDraft(
  { client, connectors }: LibraryContext,
  { connector, record }: RecordEntry,
): Promise<void> {
  const draft = (await draftOf(connector)) ?? (await connectors.find());
  if (draft !== undefined) {
    await compareWithDraft(client, record, draft);
  }
}

async function compareRecordWithPrevious(
  { client, libraryTree: { about } }: LibraryContext,
  { previous, record }: RecordEntry,
): Promise<void> {
  if (previous) {
    await compareRecords(client, previous, record, about);
  }
}

async function copyRecordToDraft(
  { client, libraryTree: { about } }: LibraryContext,
  { connector, record }: RecordEntry,
): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${connector.group}-v${record.version}-copy.connector.json`;
  const target = await window.showSaveDialog({
    title: `Copy ${titleOf(record)} to a New Draft`,
    saveLabel: "Copy",
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target) {
    await client.execute("connector.copyRecord", [about, record.id, target.toString()]);
  }
}

async function copyRecordJson(
  { client, libraryTree: { about } }: LibraryContext,
  { record }: RecordEntry,
): Promise<void> {
  const params = { uri: about, record: record.id };
  const found = await client.request("connector/record", params);
  if (found) {
    await env.clipboard.writeText(found.text);
    void window.showInformationMessage(`Copied the JSON of ${titleOf(record)} as it was released.`);
  }
}

async function noteFlow(
  { client, libraryTree: { about } }: LibraryContext,
  entry: RecordEntry | { connector: ConnectorRecords },
): Promise<void> {
  const record = "record" in entry ? entry.record : latestOf(entry.connector);
  const flow = await window.showInputBox({
    title: `Note a Flow That Uses ${record ? titleOf(record) : entry.connector.name}`,
    prompt: "While flows are noted, it is not deleted by mistake.",
    placeHolder: "Name of the flow in Claris Connect",
    ignoreFocusOut: true,
    validateInput: (text) =>
      record?.flows.includes(text.trim()) ? "This flow is noted already" : undefined,
  });
  if (record && flow?.trim()) {
    await client.execute("connector.noteFlow", [about, record.id, flow.trim()]);
  }
}

async function forgetFlow(
  { client, libraryTree: { about } }: LibraryContext,
  { flow, record }: FlowEntry,
): Promise<void> {
  await client.execute("connector.forgetFlow", [about, record.id, flow]);
}

/** Refused while flows use it, as the product does; who knows better can insist. */
async function deleteRecord(
  { client, libraryTree: { about } }: LibraryContext,
  { record }: RecordEntry,
): Promise<void> {
  const { flows } = record;
  const stays = "Its record stays in the library, marked as deleted.";
  const isUsed = flows.length > 0;
  const count = flows.length === 1 ? "a flow" : `${flows.length} flows`;
  const message = isUsed
    ? `${titleOf(record)} is used in ${count}`
    : `Note that ${titleOf(record)} was deleted in Claris Connect?`;
  const list = flows.map((flow) => `• ${flow}`).join("\n");
  const these = flows.length === 1 ? "this flow" : "these flows";
  const advice = `Take it out of ${these} in Claris Connect, and forget ${these} here, before you delete it.`;
  const detail = isUsed ? `${list}\n\n${advice} ${stays}` : stays;
  const chosen = await window.showWarningMessage(
    message,
    { modal: true, detail },
    isUsed ? DELETE_ANYWAY : DELETE,
  );
  if (chosen !== undefined) {
    const force = isUsed ? ["force"] : [];
    await client.execute("connector.deleteRecord", [about, record.id, ...force]);
  }
}

/** The draft of a connector that was released or copied to last, if it is still there. */
async function draftOf({ drafts }: ConnectorRecords): Promise<string | undefined> {
  for (const draft of drafts) {
    try {
      const uri = Uri.parse(draft);
      await workspace.fs.stat(uri);
      return uri.toString(); // As VS Code spells it: by that the server knows what is open.
    } catch {
      // It was renamed or removed: the one before may be there.
    }
  }
  return undefined;
}
