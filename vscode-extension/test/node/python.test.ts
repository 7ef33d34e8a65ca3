// Which Python is taken, on machines that are made up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { noPython } from "../../src/environment/failures";
import {
  candidates,
  type Choices,
  findAll,
  findPython,
  isAtLeast,
  parseProbe,
  type Surroundings,
  type Version,
} from "../../src/environment/python";

const NOBODY: Choices = { setting: "", extension: "" };

function machine(platform: NodeJS.Platform, path: string, ...programs: string[]): Surroundings {
  const home = platform === "win32" ? "C:\\Users\\bo" : "/home/bo";
  return { platform, env: { PATH: path }, home, isProgram: (file) => programs.includes(file) };
}

function commands(choices: Choices, around: Surroundings): string[] {
  return candidates(choices, around).map((each) => each.command.join(" "));
}

void test("on Linux python3 comes first, then versions by name, the newest first", () => {
  const around = machine(
    "linux",
    "/usr/local/bin:/usr/bin",
    ...["/usr/bin/python", "/usr/bin/python3.11", "/usr/local/bin/python3.13", "/usr/bin/python3"],
  );
  assert.deepEqual(commands(NOBODY, around), [
    "/usr/bin/python3",
    "/usr/local/bin/python3.13",
    "/usr/bin/python3.11",
    "/usr/bin/python",
  ]);
});

void test("each python3 on the PATH is looked at, as the first may be too old", () => {
  const around = machine("linux", "/a:/b", "/a/python3", "/b/python3");
  assert.deepEqual(commands(NOBODY, around), ["/a/python3", "/b/python3"]);
});

void test("on Windows the launcher comes first", () => {
  const around = machine(
    "win32",
    "C:\\Windows;D:\\py",
    "C:\\Windows\\py.exe",
    "D:\\py\\python.exe",
  );
  assert.deepEqual(commands(NOBODY, around), ["C:\\Windows\\py.exe -3", "D:\\py\\python.exe"]);
});

void test("Homebrew's is found although the Dock has another PATH", () => {
  const around = machine("darwin", "/usr/bin", "/usr/bin/python3", "/opt/homebrew/bin/python3");
  assert.deepEqual(commands(NOBODY, around), ["/usr/bin/python3", "/opt/homebrew/bin/python3"]);
});

void test("the choice of the Python extension comes before what is on the PATH", () => {
  const around = machine("linux", "/usr/bin", "/usr/bin/python3");
  assert.deepEqual(commands({ setting: "", extension: "/venv/bin/python" }, around), [
    "/venv/bin/python",
    "/usr/bin/python3",
  ]);
});

void test("the setting is the only one: a path, one below the home folder, or a name", () => {
  const around = machine("linux", "/usr/bin", "/usr/bin/python3", "/usr/bin/python3.12");
  const setting = (value: string): string[] =>
    commands({ setting: value, extension: "/other" }, around);
  assert.deepEqual(setting("/opt/python"), ["/opt/python"]);
  assert.deepEqual(setting("~/py/bin/python"), ["/home/bo/py/bin/python"]);
  assert.deepEqual(setting("python3.12"), ["/usr/bin/python3.12"]);
  assert.deepEqual(setting("missing"), ["missing"]);
});

void test("a relative folder on the PATH is not looked into: it would be the workspace", () => {
  assert.deepEqual(findAll("uv", machine("linux", ".::bin:/b", "uv", "bin/uv", "/b/uv")), [
    "/b/uv",
  ]);
});

void test("what a Python prints is read, whatever stands around it", () => {
  assert.deepEqual(parseProbe("warning: x\r\n3.12.1 C:\\Program Files\\python.exe\r\n"), {
    version: [3, 12, 1],
    executable: "C:\\Program Files\\python.exe",
  });
  assert.equal(parseProbe("Python was not found; run without arguments to install"), undefined);
});

void test("versions are compared as numbers", () => {
  assert.ok(isAtLeast([3, 11, 0], [3, 11, 0]));
  assert.ok(isAtLeast([4, 0, 0], [3, 11, 0]));
  assert.ok(!isAtLeast([3, 9, 18], [3, 11, 0]));
});

void test("the first that is new enough is taken, and the others are remembered", async () => {
  const versions: Record<string, Version> = { "/a/python3": [3, 9, 18], "/c/python3": [3, 13, 0] };
  const around = machine(
    "linux",
    "/a:/b:/c:/d",
    ...["/a/python3", "/b/python3", "/c/python3", "/d/python3"],
  );
  const asked: string[] = [];
  const search = await findPython(candidates(NOBODY, around), ({ command: [file] }) => {
    asked.push(file);
    const version = versions[file];
    return Promise.resolve(version && { executable: file, version });
  });
  assert.deepEqual(search.found, { executable: "/c/python3", version: [3, 13, 0] });
  assert.deepEqual(asked, ["/a/python3", "/b/python3", "/c/python3"]);
  assert.deepEqual(
    search.rejected.map((each) => each.version),
    [[3, 9, 18], undefined],
  );
});

void test("what is wrong is said with the versions and where they are", () => {
  const old = candidates(NOBODY, machine("linux", "/a:/b", "/a/python3", "/b/python3")).map(
    (candidate, index) => ({ candidate, version: [3, 9 + index, 2] as const }),
  );
  assert.equal(
    noPython(old, NOBODY).message,
    "The connector server needs Python 3.11 or newer; this machine has 3.9.2 (/a/python3) and " +
      "3.10.2 (/b/python3). Install a newer one or choose another.",
  );
  assert.equal(noPython([], NOBODY).problem, "no-python");
  const chosen = { setting: "/x/python", extension: "" };
  const [candidate] = candidates(chosen, machine("linux", ""));
  assert.ok(candidate);
  assert.equal(noPython([{ candidate, version: [3, 8, 0] }], chosen).problem, "old-python");
  assert.equal(noPython([{ candidate, version: undefined }], chosen).problem, "unusable-python");
});
