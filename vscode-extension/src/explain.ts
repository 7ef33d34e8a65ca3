// Why something did not come about.

import { window } from "vscode";

import { ServerEndedError } from "./client";
import { NoServerError } from "./lifecycle";

/** Say why a command did not come about, unless that has been said. */
export function explain(error: unknown): void {
  if (!(error instanceof NoServerError || error instanceof ServerEndedError)) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
