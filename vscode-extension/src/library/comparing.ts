// What changed: the texts side by side, and beside them what it means for flows, told by the server.

import { commands, Uri, window, workspace } from "vscode";

import type { ConnectorClient } from "../client";
import type { RecordModel } from "../protocol";
import { titleOf } from "./entries";
import { recordUri } from "./records";

/** Compare a connector with the release that it came from. @param uri - of the connector */
export async function compareDraft(client: ConnectorClient, uri: string): Promise<void> {
  const found = await client.request("connector/changes", { uri });
  if (!found) {
    await client.execute("connector.compare", [uri]); // It says why there is nothing to compare.
  } else if (found.changes.length === 0) {
    void window.showInformationMessage(`${found.title}.`);
  } else {
    await compareWithDraft(client, found.record, uri);
  }
}

/** Compare a release with a connector, which can be written to there. */
export async function compareWithDraft(
  client: ConnectorClient,
  before: RecordModel,
  uri: string,
): Promise<void> {
  const after = Uri.parse(uri);
  const title = `${titleOf(before)} ↔ ${workspace.asRelativePath(after)}`;
  await commands.executeCommand("vscode.diff", recordUri(before, uri), after, title);
  await client.execute("connector.compare", [uri, before.id]);
}

/** Compare two releases. @param about - tells which library */
export async function compareRecords(
  client: ConnectorClient,
  before: RecordModel,
  after: RecordModel,
  about: string,
): Promise<void> {
  const [left, right] = [recordUri(before, about), recordUri(after, about)];
  const title = `${titleOf(before)} ↔ ${titleOf(after)}`;
  await commands.executeCommand("vscode.diff", left, right, title);
  await client.execute("connector.compare", [about, before.id, after.id]);
}
