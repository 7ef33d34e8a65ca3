// Runs programs to their end. Knows nothing of what they are for.

import { spawn } from "node:child_process";
import path from "node:path";

export interface Output {
  /** Null if a signal or the time limit ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Where it runs; never a workspace, where Windows would look for programs first. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Milliseconds after which it is ended. */
  timeout?: number;
  /** Told each line as it comes, of stdout and stderr. */
  onLine?: (line: string) => void;
}

/**
 * Run a program; rejects if it cannot be started, or with an `AbortError` once it was aborted.
 *
 * Ends its children with it.
 */
export function run(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Output> {
  const { signal, onLine } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError());
      return;
    }
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      detached: process.platform !== "win32", // A group of its own, which can be ended as one.
    });
    const output: Output = { code: null, stdout: "", stderr: "" };
    const end = (): void => {
      endTree(child.pid);
    };
    const timer = options.timeout === undefined ? undefined : setTimeout(end, options.timeout);
    signal?.addEventListener("abort", end, { once: true });
    const settle = (settled: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      settled();
    };
    for (const name of ["stdout", "stderr"] as const) {
      const tell = lines(onLine);
      child[name]
        .setEncoding("utf8")
        .on("data", (text: string) => {
          output[name] += text;
          tell(text);
        })
        .on("end", () => {
          tell("\n"); // What was said last may end without one.
        });
    }
    child.on("error", (error) => {
      settle(() => {
        reject(error);
      });
    });
    child.on("close", (code) => {
      settle(() => {
        if (signal?.aborted) {
          reject(abortError());
        } else {
          resolve({ ...output, code });
        }
      });
    });
  });
}

/** What others do cannot be ended, but is waited for no longer: rejects with an `AbortError` then. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(abortError());
    };
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject);
  });
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

export function abortError(): Error {
  return new DOMException("Cancelled", "AbortError");
}

function endTree(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  if (process.platform === "win32") {
    // By its place: a bare name would be looked for where this process runs first.
    const taskkill = path.join(process.env.SystemRoot ?? "C:\\Windows", "System32", "taskkill.exe");
    spawn(taskkill, ["/pid", String(pid), "/T", "/F"], {
      stdio: "ignore",
      windowsHide: true,
    }).on("error", () => undefined); // Without a listener it would end the extension host.
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Collects text until a line is whole. */
function lines(onLine: ((line: string) => void) | undefined): (text: string) => void {
  let rest = "";
  return (text) => {
    const parts = (rest + text).split(/\r?\n|\r/);
    rest = parts.pop() ?? "";
    for (const line of parts) {
      if (onLine && line.trim()) {
        onLine(line);
      }
    }
  };
}
