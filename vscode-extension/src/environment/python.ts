// Which Python the server runs on: where to look, and what is good enough.

import path from "node:path";

export type Version = readonly [major: number, minor: number, patch: number];

/** The oldest Python that the server runs on (`requires-python` in pyproject.toml). */
export const OLDEST: Version = [3, 11, 0];

/** Minor versions that are looked for by name, the newest first. */
const NAMED_MINORS = [14, 13, 12, 11];

export interface Candidate {
  /** The program, by its path, and what comes before Python's own arguments. */
  command: readonly [string, ...string[]];
  origin: "setting" | "extension" | "path";
}

export interface Python {
  executable: string;
  version: Version;
}

/** Why a candidate was not taken. */
export interface Rejection {
  candidate: Candidate;
  /** The version if that is what is wrong; undefined if it does not work at all. */
  version: Version | undefined;
}

export interface Search {
  found: Python | undefined;
  rejected: Rejection[];
}

/** The machine, as far as it decides what is looked at. */
export interface Surroundings {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
  isProgram: (file: string) => boolean;
}

/** What people and the Python extension chose; empty for nothing. */
export interface Choices {
  setting: string;
  extension: string;
}

/**
 * Where to look for Python, the best place first.
 *
 * A Python that the user named is the only one: another in its place would surprise.
 */
export function candidates(choices: Choices, around: Surroundings): Candidate[] {
  if (choices.setting) {
    const file = fromSetting(choices.setting, around);
    return [{ command: [file], origin: "setting" }];
  }
  const found: Candidate[] = [];
  if (choices.extension) {
    found.push({ command: [choices.extension], origin: "extension" });
  }
  const byMinor = NAMED_MINORS.map((minor) => [`python3.${minor}`]);
  const names =
    around.platform === "win32"
      ? [["py", "-3"], ["python3"], ["python"]]
      : [["python3"], ...byMinor, ["python"]];
  const seen = new Set<string>();
  for (const [name = "", ...args] of names) {
    for (const file of findAll(name, around)) {
      const key = [file, ...args].join("\0");
      if (!seen.has(key)) {
        seen.add(key);
        found.push({ command: [file, ...args], origin: "path" });
      }
    }
  }
  return found;
}

/** The files of that name on the PATH, in its order, and where installers put Python beside it. */
export function findAll(name: string, around: Surroundings): string[] {
  const paths = around.platform === "win32" ? path.win32 : path.posix;
  const value = Object.entries(around.env).find(([key]) => key.toUpperCase() === "PATH")?.[1] ?? "";
  const folders = value.split(paths.delimiter);
  // VS Code started from the Dock or a launcher does not have the PATH of a shell.
  folders.push(
    ...(around.platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin"] : []),
    ...(around.platform === "win32" ? [] : [paths.join(around.home, ".local/bin")]),
  );
  const file = around.platform === "win32" ? `${name}.exe` : name;
  return [
    ...new Set(
      folders
        .filter((folder) => paths.isAbsolute(folder)) // "." would be the workspace.
        .map((folder) => paths.join(folder, file))
        .filter((each) => around.isProgram(each)),
    ),
  ];
}

/** The first candidate that runs and is new enough. */
export async function findPython(
  all: readonly Candidate[],
  probe: (candidate: Candidate) => Promise<Python | undefined>,
): Promise<Search> {
  const rejected: Rejection[] = [];
  for (const candidate of all) {
    const python = await probe(candidate);
    if (python && isAtLeast(python.version, OLDEST)) {
      return { found: python, rejected };
    }
    rejected.push({ candidate, version: python?.version });
  }
  return { found: undefined, rejected };
}

/** What a candidate is asked to run; runs on any Python, however old. */
export const PROBE =
  'import sys; print("%d.%d.%d %s" % (sys.version_info[:3] + (sys.executable,)))';

/** Read what `PROBE` printed; undefined if that is something else. */
export function parseProbe(output: string): Python | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+) (.+?)\r?$/m.exec(output);
  if (!match) {
    return undefined;
  }
  const [, major, minor, patch, executable = ""] = match;
  return { executable, version: [Number(major), Number(minor), Number(patch)] };
}

export function isAtLeast(version: Version, oldest: Version): boolean {
  for (const [index, part] of version.entries()) {
    const other = oldest[index] ?? 0;
    if (part !== other) {
      return part > other;
    }
  }
  return true;
}

export function showVersion(version: Version): string {
  return version.join(".");
}

/** A path with `~`, or a name that is looked up. */
function fromSetting(value: string, around: Surroundings): string {
  const text = value.trim().replace(/^~(?=[/\\]|$)/, () => around.home);
  return /[/\\]/.test(text) ? text : (findAll(text.replace(/\.exe$/i, ""), around)[0] ?? text);
}
