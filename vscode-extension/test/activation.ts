// Measures what opening a connector costs before the server answers, in a fresh extension host.
//
// No test: times depend on the machine. `scripts/bench vscode` runs it and prints the figures.

import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { type DocumentSymbol, extensions } from "vscode";

import { ask, open, REPORT } from "./support";

/** Times in milliseconds. */
interface Activation {
  /** Loading the extension's code and calling it, until VS Code goes on. */
  activation: number;
  /** From the beginning of that until the server has answered about the connector. */
  answer: number;
}

/** Write the report; the extension must not have been activated before. */
export async function run(): Promise<void> {
  const extension = extensions.getExtension("connector-lsp.claris-connector");
  if (!extension || extension.isActive) {
    throw new Error("the extension is missing, or active already");
  }
  // At once: VS Code opens documents of its own soon, and a JSON file among them activates it.
  const begin = performance.now();
  await extension.activate();
  const activation = performance.now() - begin;
  const { uri } = await open("a.connector.json", '{"auth_components": {"type": "none"}}');
  await ask<DocumentSymbol[]>("vscode.executeDocumentSymbolProvider", uri);
  const report: Activation = { activation, answer: performance.now() - begin };
  writeFileSync(REPORT, JSON.stringify(report));
}
