// Why something did not come about.

import { window } from "vscode";

import { ServerEndedError } from "./client";
import { NoServerError } from "./lifecycle";
import { tell } from "./notices";

/** Whether the user has been told why something did not come about. */
export function isExplained(error: unknown): boolean {
  return error instanceof NoServerError || error instanceof ServerEndedError;
}

/** Say why a command did not come about, unless that has been said. */
export function explain(error: unknown): void {
  if (!isExplained(error)) {
    tell(window.showErrorMessage, error instanceof Error ? error.message : String(error));
  }
}
