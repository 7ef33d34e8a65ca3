// An environment is made, used again, replaced and mended, with programs that are made up.

import assert from "node:assert/strict";
import {
  access,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { accessSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { Environment } from "../../src/environment/environment";
import { EnvironmentError, failedStep } from "../../src/environment/failures";
import { type Entry, untilFree } from "../../src/environment/store";

const UNIX_ONLY = { skip: process.platform === "win32" ? "the programs are shell scripts" : false };

/** Prints its version; `-m venv` makes a copy of it; `-m pip` does what `pip` in its folder does. */
const PYTHON = `#!/bin/sh
here=$(dirname "$0")
echo "$0 $*" >> "$CALLS"
case "$*" in
  *"import sys"*) echo "$VERSION $0" ;;
  *"-m venv"*)
    for folder; do :; done
    mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python" ;;
  *"-m pip"*) [ -z "$PIP_SAYS" ] || { echo "$PIP_SAYS" >&2; exit 1; } ;;
  *warm_up*) [ ! -e "$here/../broken" ] ;;
esac
`;

let folder: string;
let env: NodeJS.ProcessEnv;
let reported: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "environment-"));
  const bin = path.join(folder, "bin");
  env = {
    PATH: `${bin}:/usr/bin:/bin`,
    CALLS: path.join(folder, "calls"),
    VERSION: "3.12.1",
  };
  reported = [];
  await writeFile(env.CALLS ?? "", "");
  await program("python3", PYTHON);
  await payload("one");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function program(name: string, text: string): Promise<void> {
  const file = path.join(folder, "bin", name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

async function payload(content: string): Promise<void> {
  const server = path.join(folder, "server");
  await mkdir(server, { recursive: true });
  await writeFile(path.join(server, "connector_lsp-1-py3-none-any.whl"), content);
  await writeFile(path.join(server, "requirements.txt"), "a==1 --hash=sha256:0");
}

function environment(): Environment {
  const bin = path.join(folder, "bin");
  const isProgram = (file: string): boolean => {
    try {
      accessSync(file);
      return path.dirname(file) === bin;
    } catch {
      return false;
    }
  };
  return new Environment(
    folder,
    path.join(folder, "server"),
    { platform: process.platform, env, home: folder, isProgram },
    () => env,
    () => undefined,
  );
}

function locate(setting = "", signal = new AbortController().signal): Promise<Entry> {
  const report = (step: string): void => void reported.push(step);
  return environment().locate(setting, () => Promise.resolve(""), { signal, report });
}

async function calls(): Promise<string[]> {
  const text = await readFile(env.CALLS ?? "", "utf8");
  await writeFile(env.CALLS ?? "", "");
  return text.trim().split("\n").filter(Boolean);
}

async function environments(): Promise<string[]> {
  return (await readdir(path.join(folder, "environments"))).sort();
}

void test(
  "one is made with venv and pip, from hashes alone, and used again",
  UNIX_ONLY,
  async () => {
    const entry = await locate();
    const [, make, download, install] = await calls();

    assert.deepEqual(entry.version, [3, 12, 1]);
    assert.match(make ?? "", /-I -m venv/);
    assert.match(
      download ?? "",
      /--no-deps --require-hashes --only-binary :all: .*requirements\.txt$/,
    );
    assert.match(install ?? "", /--no-deps --no-index .*\.whl$/);
    assert.deepEqual(reported, [
      "Looking for Python",
      "Making a Python environment",
      "Downloading what the server needs",
      "Installing the server",
    ]);

    reported = [];
    assert.deepEqual(await locate(), entry);
    assert.deepEqual(await calls(), []);
    assert.deepEqual(reported, []);
  },
);

void test("uv is used if there is one; what it cannot do, pip does", UNIX_ONLY, async () => {
  await program("uv", `#!/bin/sh\necho "$0 $*" >> "$CALLS"\nexit 2\n`);
  await locate();

  const made = (await calls()).map((line) => path.basename(line.split(" ")[0] ?? ""));
  assert.deepEqual(made, ["python3", "uv", "python3", "python", "python"]);
});

void test("two windows make one environment", UNIX_ONLY, async () => {
  const [first, second] = await Promise.all([locate(), locate()]);

  assert.deepEqual(first, second);
  assert.equal((await calls()).filter((line) => line.includes("-m venv")).length, 1);
  assert.equal((await environments()).length, 1);
});

void test("what a window left half done when it ended is cleared away", UNIX_ONLY, async () => {
  const { folder: made } = await locate();
  await rm(made, { recursive: true });
  await mkdir(`${made}.staging/bin`, { recursive: true });
  await writeFile(`${made}.lock`, "");
  const long = new Date(Date.now() - 60_000);
  await utimes(`${made}.lock`, long, long);

  assert.equal((await locate()).folder, made);
  assert.deepEqual(await environments(), [path.basename(made)]);
});

void test("windows that open at once after a crash make one environment", UNIX_ONLY, async () => {
  const { folder: made } = await locate();
  await rm(made, { recursive: true });
  await writeFile(`${made}.lock`, "");
  const long = new Date(Date.now() - 60_000);
  await utimes(`${made}.lock`, long, long);
  await calls();

  const entries = await Promise.all(Array.from({ length: 6 }, () => locate()));

  assert.deepEqual(new Set(entries.map((entry) => entry.folder)), new Set([made]));
  assert.equal((await calls()).filter((line) => line.includes("-m venv")).length, 1);
  assert.deepEqual(await environments(), [path.basename(made)]);
});

void test("another version of the server replaces the environment", UNIX_ONLY, async () => {
  const old = await locate();
  await payload("two");
  const entry = await locate();
  assert.notEqual(entry.folder, old.folder);
  while ((await environments()).length > 1) {
    await new Promise((resolve) => setImmediate(resolve)); // It is removed beside the start.
  }
  assert.deepEqual(await environments(), [path.basename(entry.folder)]);
});

void test("what another window uses is not removed", UNIX_ONLY, async () => {
  const old = await locate();
  await writeFile(path.join(old.folder, "in-use", String(process.ppid)), "");
  await payload("two");
  const entry = await locate();
  await payload("three");
  const last = await locate();

  while ((await environments()).includes(path.basename(entry.folder))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(
    await environments(),
    [path.basename(old.folder), path.basename(last.folder)].sort(),
  );
});

void test(
  "one whose Python is gone, or whose server does not start, is known",
  UNIX_ONLY,
  async () => {
    const entry = await locate();
    assert.ok(await environment().works(entry));

    await writeFile(path.join(entry.folder, "broken"), "");
    assert.ok(!(await environment().works(entry)));

    await rm(entry.python);
    await locate();
    await access(entry.python);
  },
);

void test("without network it says so, and leaves nothing behind", UNIX_ONLY, async () => {
  env.PIP_SAYS = "NewConnectionError: [Errno -3] Temporary failure in name resolution";

  await assert.rejects(locate(), (error) => {
    assert.ok(error instanceof EnvironmentError);
    assert.equal(error.problem, "no-network");
    return true;
  });
  assert.deepEqual(await environments(), []);
});

void test("a Python that is too old is named with its version", UNIX_ONLY, async () => {
  env.VERSION = "3.8.10";

  await assert.rejects(locate(), /needs Python 3\.11 or newer; this machine has 3\.8\.10 \(/);
  await assert.rejects(locate("python3"), /connectorLsp\.python is too old: 3\.8\.10/);
});

void test("cancelling ends what runs, and leaves nothing behind", UNIX_ONLY, async () => {
  await program("uv", "#!/bin/sh\nsleep 600\n");
  const controller = new AbortController();
  const located = locate("", controller.signal);
  while (!reported.includes("Making a Python environment")) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  controller.abort();

  await assert.rejects(located, (error) => {
    assert.ok(error instanceof EnvironmentError);
    assert.equal(error.problem, "cancelled");
    return true;
  });
  assert.deepEqual(await environments(), []);
});

void test("cancelling does not wait for the Python extension", UNIX_ONLY, async () => {
  const controller = new AbortController();
  const never = new Promise<string>(() => undefined);
  const progress = { signal: controller.signal, report: () => undefined };
  const located = environment().locate("", () => never, progress);
  controller.abort();

  await assert.rejects(located, { problem: "cancelled" });
});

void test("what a step failed of is told apart by what pip and uv say", () => {
  const problem = (stderr: string): string =>
    failedStep("Step", { code: 1, stdout: "", stderr }).problem;

  assert.equal(problem("error: Failed to fetch\n  Caused by: dns error"), "no-network");
  assert.equal(
    problem("The virtual environment was not created because ensurepip is not\navailable"),
    "no-venv",
  );
  assert.equal(problem("ERROR: No matching distribution found for a==1"), "no-wheel-for-platform");
  assert.equal(
    failedStep("Installing the server", { code: 1, stdout: "", stderr: "x\nERROR: disk full.\n" })
      .message,
    "Installing the server failed: disk full. The log has the whole message.",
  );
});

test("what is open for a moment is waited for, as Windows locks it", async () => {
  let tries = 0;
  await untilFree(() => {
    tries += 1;
    const locked = Object.assign(new Error("locked"), { code: "EPERM" });
    return tries < 3 ? Promise.reject(locked) : Promise.resolve();
  });
  assert.equal(tries, 3);
});

test("what stays open is said, with what to do", async () => {
  const locked = Object.assign(new Error("locked"), { code: "EBUSY" });
  await assert.rejects(
    untilFree(() => Promise.reject(locked), 0),
    /Close the other windows of VS Code/,
  );
  const other = Object.assign(new Error("full"), { code: "ENOSPC" });
  await assert.rejects(
    untilFree(() => Promise.reject(other)),
    /full/,
  );
});
