// Which documents are ours.

import type { TextDocument } from "vscode";

export const CONNECTOR = "claris-connector";
export const CASES = "claris-connector-tests";
export const LANGUAGES: readonly string[] = [CONNECTOR, CASES];

/** Files, new documents, and files of a repository that is looked at without a copy. */
export const SCHEMES: readonly string[] = ["file", "untitled", "vscode-vfs"];

/** Whether a document is a connector or its test cases, and none of the past that is only read. */
export function isOurs({ languageId, uri }: TextDocument): boolean {
  return LANGUAGES.includes(languageId) && SCHEMES.includes(uri.scheme);
}
