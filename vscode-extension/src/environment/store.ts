// The folder with the environments: one for each payload and minor version of Python.
//
//   KEY/                  an environment that is whole: it was renamed to this when it was
//   KEY/environment.json  what it was made of
//   KEY/in-use/PID        windows that use it, so that another one does not remove it
//   KEY.staging/          one that is being made
//   KEY.lock              held by the window that makes it

import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";

import { inUse } from "./failures";
import { abortError } from "./processes";
import type { Version } from "./python";

/** An environment that is whole. */
export interface Entry {
  folder: string;
  /** Its own Python. */
  python: string;
  version: Version;
}

/** How the user follows what takes long, and ends it. */
export interface Progress {
  signal: AbortSignal;
  /** Told what is going on, for people; not before something takes long. */
  report: (step: string) => void;
}

interface Manifest {
  version: Version;
}

const MANIFEST = "environment.json";
const IN_USE = "in-use";
const STAGING = ".staging";
const LOCK = ".lock";

/** How often the holder of a lock shows that it lives, and when it counts as dead (ms). */
const BEAT = 2_000;
const DEAD_AFTER = 15_000;
const LOOK_EVERY = 300;

/** How the system says that a file is open, and how long that is waited for (ms). */
const LOCKED = new Set(["EACCES", "EBUSY", "ENOTEMPTY", "EPERM"]);
const FREE_WITHIN = 5_000;

export class Store {
  constructor(private readonly root: string) {}

  /** The environments of a payload, the newest Python first. */
  async find(payload: string): Promise<Entry[]> {
    const names = await namesIn(this.root);
    const found = await Promise.all(
      names.filter((name) => isEnvironmentOf(name, payload)).map((name) => this.read(name)),
    );
    return found
      .filter((entry) => entry !== undefined)
      .sort((a, b) => b.version[0] - a.version[0] || b.version[1] - a.version[1]);
  }

  /**
   * Make the environment of a payload for a Python, unless it is there already.
   *
   * A second window waits for the first, and says so.
   *
   * @param build - fills the folder that it is given
   */
  async make(
    payload: string,
    version: Version,
    build: (staging: string) => Promise<void>,
    progress: Progress,
  ): Promise<Entry> {
    const key = `${payload}-py${version[0]}.${version[1]}`;
    const existing = await this.read(key);
    if (existing) {
      return existing;
    }
    await mkdir(this.root, { recursive: true });
    return withLock(path.join(this.root, key + LOCK), progress, async () => {
      const other = await this.read(key);
      if (other) {
        return other;
      }
      const folder = path.join(this.root, key);
      const staging = folder + STAGING;
      await removeWhole(folder);
      await remove(staging);
      try {
        await build(staging);
        const manifest: Manifest = { version };
        await writeFile(path.join(staging, MANIFEST), JSON.stringify(manifest));
        await untilFree(() => rename(staging, folder));
      } catch (error) {
        await remove(staging).catch(() => undefined);
        throw error;
      }
      return { folder, python: pythonIn(folder), version };
    });
  }

  /** Say that this process uses an environment. */
  async use(entry: Entry): Promise<void> {
    const folder = path.join(entry.folder, IN_USE);
    await mkdir(folder, { recursive: true });
    for (const pid of await namesIn(folder)) {
      if (!isAlive(Number(pid))) {
        await remove(path.join(folder, pid)).catch(() => undefined);
      }
    }
    await writeFile(path.join(folder, String(process.pid)), "");
  }

  /** Remove an environment. */
  async remove(entry: Entry): Promise<void> {
    await removeWhole(entry.folder);
  }

  /** Remove what other payloads left, but for what a living window uses or makes. */
  async removeOthers(payload: string): Promise<void> {
    for (const name of await namesIn(this.root)) {
      const file = path.join(this.root, name);
      const isOther = !name.startsWith(`${payload}-`);
      const lock = path.join(this.root, name.replace(/\.(staging|lock)$/, "") + LOCK);
      if (isOther && !(await isInUse(file)) && !(await isHeld(lock))) {
        await remove(file).catch(() => undefined); // Windows keeps what is open; the next start tries again.
      }
    }
  }

  private async read(name: string): Promise<Entry | undefined> {
    const folder = path.join(this.root, name);
    try {
      const text = await readFile(path.join(folder, MANIFEST), "utf8");
      const { version } = JSON.parse(text) as Manifest;
      const python = pythonIn(folder);
      await stat(python); // Follows the link: the Python that it was made with may be gone.
      return { folder, python, version };
    } catch {
      return undefined;
    }
  }
}

/** The Python of an environment in that folder. */
export function pythonIn(folder: string): string {
  return process.platform === "win32"
    ? path.join(folder, "Scripts", "python.exe")
    : path.join(folder, "bin", "python");
}

function isEnvironmentOf(name: string, payload: string): boolean {
  return name.startsWith(`${payload}-py`) && !name.endsWith(STAGING) && !name.endsWith(LOCK);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function remove(file: string): Promise<void> {
  await rm(file, { recursive: true, force: true, maxRetries: 3 });
}

/** Remove an environment; if that is left half done, nobody takes the rest for one. */
async function removeWhole(folder: string): Promise<void> {
  await remove(path.join(folder, MANIFEST));
  await untilFree(() => remove(folder));
}

/**
 * Do something, again for a while if it cannot be done: on Windows nothing can be moved or removed
 * that is open, and a server that is ending or a scanner for viruses has it open for some moments.
 */
export async function untilFree(action: () => Promise<void>, within = FREE_WITHIN): Promise<void> {
  const until = Date.now() + within;
  for (;;) {
    try {
      await action();
      return;
    } catch (error) {
      if (!LOCKED.has((error as NodeJS.ErrnoException).code ?? "")) {
        throw error;
      }
      if (Date.now() > until) {
        throw inUse();
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }
}

async function isInUse(folder: string): Promise<boolean> {
  const pids = await namesIn(path.join(folder, IN_USE));
  return pids.some((pid) => isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) {
    return false; // This window: its server is the one that is being replaced, and has stopped.
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Do something while no other window does anything under the same lock. */
async function withLock<T>(
  file: string,
  { signal, report }: Progress,
  action: () => Promise<T>,
): Promise<T> {
  while (!(await tryTake(file))) {
    if (signal.aborted) {
      throw abortError();
    }
    if (await isHeld(file)) {
      report("Another window does it");
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    } else {
      await clear(file);
    }
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, BEAT);
  try {
    return await action();
  } finally {
    clearInterval(beat);
    await remove(file);
  }
}

async function tryTake(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/**
 * Take away the lock of a window that ended without doing so.
 *
 * Several windows may find it, as after a crash all open at once. They take turns, so that none takes
 * away the lock that another one has taken meanwhile.
 */
async function clear(lock: string): Promise<void> {
  const turn = `${lock}.turn`;
  if (await tryTake(turn)) {
    try {
      await removeIfDead(lock);
    } finally {
      await remove(turn);
    }
  } else {
    await removeIfDead(turn);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

async function removeIfDead(lock: string): Promise<void> {
  const age = await tryAge(lock);
  if (age !== undefined && age >= DEAD_AFTER) {
    await remove(lock);
  }
}

async function isHeld(lock: string): Promise<boolean> {
  const age = await tryAge(lock);
  return age !== undefined && age < DEAD_AFTER;
}

/** How long ago the holder of a lock showed that it lives (ms); undefined if nobody holds it. */
async function tryAge(lock: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs;
  } catch {
    return undefined;
  }
}
