// Programs are run to their end.

import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";

import { run } from "../../src/environment/processes";

void test("each line is told as it comes, and the last one without its end, too", async () => {
  const told: string[] = [];
  const script = "process.stdout.write('one\\n\\ntwo'); process.stderr.write('it failed')";

  const output = await run(process.execPath, ["-e", script], {
    cwd: tmpdir(),
    env: process.env,
    onLine: (line) => told.push(line),
  });

  assert.deepEqual(told.sort(), ["it failed", "one", "two"]);
  assert.deepEqual(output, { code: 0, stdout: "one\n\ntwo", stderr: "it failed" });
});
