// Runs the tests of this folder inside a real extension host, which calls `run`.
//
// What came of each test is written as JSON to the file that `CONNECTOR_TEST_REPORT` names.

import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

import { REPORT } from "./support";

interface Outcome {
  title: string;
  /** Empty for one that passed. */
  failure: string;
  milliseconds: number;
}

/** Run all tests. A test that fails is in the report. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 20_000, reporter: Mocha.reporters.Base });
  for (const name of readdirSync(__dirname).filter((name) => name.endsWith(".test.js"))) {
    mocha.addFile(join(__dirname, name));
  }
  const outcomes: Outcome[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    const add = (test: Mocha.Test, failure = "") =>
      outcomes.push({ title: test.fullTitle(), failure, milliseconds: test.duration ?? 0 });
    runner.on("pass", (test) => add(test));
    runner.on("fail", (test, error: Error) => add(test, error.stack ?? error.message));
  });
  writeFileSync(REPORT, JSON.stringify(outcomes));
}
