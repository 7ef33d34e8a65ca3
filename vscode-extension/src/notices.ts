// Messages in the corner, so that all of them can be read.

import { window } from "vscode";

/** Of a message without a button VS Code shows one line of about so many characters. */
const ONE_LINE = 55;
const READ = "OK";

type Show = typeof window.showInformationMessage;

/** Show a message as what it is; a long one stays, as a whole, until it has been read. */
export function tell(show: Show, message: string): void {
  const isLong = message.length > ONE_LINE || message.includes("\n");
  void show(message, ...(isLong ? [READ] : []));
}
