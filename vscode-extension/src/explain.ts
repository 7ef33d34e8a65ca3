// Why something did not come about.

import { commands, type Disposable, window } from "vscode";

import { messageOf, NoServerError, ServerEndedError } from "./errors";
import { tell } from "./notices";

/**
 * Make a command of ours known, which says why it did not come about.
 *
 * @param command - given what VS Code gives, such as the row whose menu was used
 */
export function register(name: string, command: (argument: never) => unknown): Disposable {
  return commands.registerCommand(`clarisConnector.${name}`, async (argument: never) => {
    try {
      await command(argument);
    } catch (error) {
      explain(error);
    }
  });
}

/** Whether the user has been told why something did not come about. */
export function isExplained(error: unknown): boolean {
  return error instanceof NoServerError || error instanceof ServerEndedError;
}

/** Say why a command did not come about, unless that has been said. */
export function explain(error: unknown): void {
  if (!isExplained(error)) {
    tell(window.showErrorMessage, messageOf(error));
  }
}
