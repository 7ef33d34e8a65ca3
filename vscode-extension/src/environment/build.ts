// Makes an environment: uv if there is one, otherwise venv and pip.

import path from "node:path";

import { failedStep } from "./failures";
import { isAbort, run } from "./processes";
import type { Python } from "./python";
import { pythonIn } from "./store";

/** What is installed. */
export interface Payload {
  /** The server. */
  wheel: string;
  /** What it needs, with hashes. */
  requirements: string;
}

export interface BuildContext {
  /** The path of uv; undefined if there is none. */
  uv: string | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  log: (line: string) => void;
  /** Told what is going on, for people. */
  report: (step: string) => void;
}

interface Step {
  name: string;
  command: readonly [string, ...string[]];
}

/** Fill `folder`; rejects with an `EnvironmentError` or an `AbortError`. */
export async function build(
  python: Python,
  payload: Payload,
  folder: string,
  context: BuildContext,
): Promise<void> {
  if (context.uv !== undefined) {
    try {
      await follow(withUv(context.uv, python, payload, folder), folder, context);
      return;
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      // pip may know an index or a proxy that uv does not.
      context.log(`${String(error)} – trying with pip instead`);
    }
  }
  await follow(withPip(python, payload, folder), folder, context);
}

const MAKE = "Making a Python environment";
const DOWNLOAD = "Downloading what the server needs";
const INSTALL = "Installing the server";

// Nothing is compiled from source: that would need tools, and would run what was downloaded.
const LOCKED = ["--no-deps", "--require-hashes", "--only-binary", ":all:"];
const LOCAL = ["--no-deps", "--no-index"];

function withUv(uv: string, python: Python, payload: Payload, folder: string): Step[] {
  const pip = [uv, "pip", "install", "--python", pythonIn(folder), "--compile-bytecode"] as const;
  return [
    { name: MAKE, command: [uv, "venv", "--no-project", "--python", python.executable, folder] },
    { name: DOWNLOAD, command: [...pip, ...LOCKED, "--requirement", payload.requirements] },
    { name: INSTALL, command: [...pip, ...LOCAL, payload.wheel] },
  ];
}

function withPip(python: Python, payload: Payload, folder: string): Step[] {
  const pip = [
    ...([
      pythonIn(folder),
      "-I",
      "-m",
      "pip",
      "--disable-pip-version-check",
      "--no-input",
    ] as const),
    ...["--retries", "2", "install", "--progress-bar", "off"],
  ] as const;
  return [
    { name: MAKE, command: [python.executable, "-I", "-m", "venv", "--clear", folder] },
    { name: DOWNLOAD, command: [...pip, ...LOCKED, "--requirement", payload.requirements] },
    { name: INSTALL, command: [...pip, ...LOCAL, payload.wheel] },
  ];
}

async function follow(
  steps: readonly Step[],
  folder: string,
  { env, signal, log, report }: BuildContext,
): Promise<void> {
  for (const { name, command } of steps) {
    report(name);
    log(`$ ${command.join(" ")}`);
    const [program, ...args] = command;
    const output = await run(program, args, {
      cwd: path.dirname(folder),
      env: quiet(env),
      signal,
      onLine: log,
    });
    if (output.code !== 0) {
      throw failedStep(name, output);
    }
  }
}

/** The environment variables without those that would have the packages put elsewhere. */
function quiet(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^(PYTHON|PIP_(USER|TARGET|PREFIX|REQUIRE_VIRTUALENV$)|VIRTUAL_ENV|CONDA)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PYTHONUTF8: "1",
    UV_NO_PROGRESS: "1",
    UV_PYTHON_DOWNLOADS: "never",
    NO_COLOR: "1",
  };
}
