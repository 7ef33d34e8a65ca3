// What the tests share: a connector in the workspace folder, and waiting for what they expect.

import assert from "node:assert/strict";
import {
  commands,
  type Diagnostic,
  languages,
  type Position,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

/** The file that whoever started the extension host reads. */
export const REPORT = process.env.CONNECTOR_TEST_REPORT ?? "";

/** Write a file into the workspace folder and show it. */
export async function open(name: string, text: string): Promise<TextDocument> {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, "a folder is open");
  const uri = Uri.joinPath(folder.uri, name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

/** Where the first occurrence of `piece` in the document is, moved by `offset` characters. */
export function place(document: TextDocument, piece: string, offset = 0): Position {
  const index = document.getText().indexOf(piece);
  assert.notEqual(index, -1, `${piece} is in the document`);
  return document.positionAt(index + offset);
}

/** Ask until there is an answer: the server may be starting. Mocha's own limit ends it. */
export async function ask<T>(command: string, ...args: unknown[]): Promise<T> {
  return until(async () => {
    const answer = await commands.executeCommand<T | undefined>(command, ...args);
    return Array.isArray(answer) && answer.length === 0 ? undefined : answer;
  });
}

/** The diagnostics of a document once there are as many. */
export async function diagnosed(document: TextDocument, count: number): Promise<Diagnostic[]> {
  return until(() => {
    const found = languages.getDiagnostics(document.uri);
    return Promise.resolve(found.length === count ? found : undefined);
  });
}

/** Look until there is something; Mocha's own limit ends it. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
