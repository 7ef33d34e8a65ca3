// The private environment that the server runs in: finds it, makes it, replaces it.
//
// Knows nothing of VS Code, so that it can be tried without.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { build, type Payload } from "./build";
import { EnvironmentError, noPython } from "./failures";
import { isAbort, run, unlessAborted } from "./processes";
import {
  type Candidate,
  type Choices,
  candidates,
  findAll,
  findPython,
  parseProbe,
  PROBE,
  type Python,
  type Surroundings,
} from "./python";
import { type Entry, type Progress, Store } from "./store";

const ENTRY = ["-I", "-m", "connector_lsp"]; // Isolated: nothing is imported from where it runs.
/** Imports all that a start needs, which `--version` does not. */
const STARTS = "from connector_lsp.server.app import warm_up; warm_up()";
const PROBE_LIMIT = 20_000;

export class Environment {
  private readonly store: Store;
  private readonly payload: Promise<Payload & { id: string }>;

  /**
   * @param storage - a folder of our own
   * @param payload - the folder with the server's wheel and its locked requirements
   * @param env - what programs are started with; asked for each time, as a proxy may be set
   * @param log - takes lines
   */
  constructor(
    private readonly storage: string,
    payload: string,
    private readonly around: Surroundings,
    private readonly env: () => NodeJS.ProcessEnv,
    private readonly log: (line: string) => void,
  ) {
    this.store = new Store(path.join(storage, "environments"));
    this.payload = readPayload(payload);
    this.payload.catch(() => undefined); // Whoever needs it is told.
  }

  /**
   * The environment to run the server in, made if there is none.
   *
   * Rejects with an `EnvironmentError` that says what to do.
   *
   * @param setting - the Python that the user named; empty for none
   * @param askExtension - gives the choice of the Python extension, empty for none; may take long
   */
  async locate(
    setting: string,
    askExtension: () => Promise<string>,
    progress: Progress,
  ): Promise<Entry> {
    const payload = await this.payload;
    // Where nobody named a Python, the one of an environment that is there is as good as any.
    if (!setting) {
      const [existing] = await this.store.find(payload.id);
      if (existing) {
        return this.taken(existing, payload.id);
      }
    }
    try {
      if (!setting) {
        progress.report("Looking for Python");
      }
      const extension = setting ? "" : await unlessAborted(askExtension(), progress.signal);
      const python = await this.findPython({ setting, extension }, progress);
      const entry = await this.store.make(
        payload.id,
        python.version,
        (staging) => this.build(python, payload, staging, progress),
        progress,
      );
      return await this.taken(entry, payload.id);
    } catch (error) {
      if (isAbort(error)) {
        throw new EnvironmentError(
          "cancelled",
          "Preparing the connector server was cancelled; connectors have colours only.",
        );
      }
      throw error;
    }
  }

  /** The arguments that start the server with the Python of an environment. */
  static serve(): string[] {
    return [...ENTRY, "serve"];
  }

  /** Whether the server in an environment can be started at all. */
  async works(entry: Entry): Promise<boolean> {
    try {
      const { code } = await run(entry.python, ["-I", "-c", STARTS], {
        cwd: this.storage,
        env: this.env(),
        timeout: PROBE_LIMIT,
      });
      return code === 0;
    } catch {
      return false;
    }
  }

  async remove(entry: Entry): Promise<void> {
    await this.store.remove(entry);
  }

  /** Remove all environments of this version of the server. */
  async removeAll(): Promise<void> {
    const { id } = await this.payload;
    for (const entry of await this.store.find(id)) {
      await this.store.remove(entry);
    }
  }

  private async findPython(choices: Choices, { signal }: Progress): Promise<Python> {
    const all = candidates(choices, this.around);
    const search = await findPython(all, (candidate) => this.probe(candidate, signal));
    if (!search.found) {
      throw noPython(search.rejected, choices);
    }
    return search.found;
  }

  private async probe(candidate: Candidate, signal: AbortSignal): Promise<Python | undefined> {
    const [program, ...args] = candidate.command;
    // Running this one without the developer tools would open a window that offers them.
    if (this.around.platform === "darwin" && program === "/usr/bin/python3") {
      const tools = await this.tryRun("/usr/bin/xcode-select", ["-p"], signal);
      if (tools === undefined) {
        return undefined;
      }
    }
    const output = await this.tryRun(program, [...args, "-c", PROBE], signal);
    const python = output === undefined ? undefined : parseProbe(output);
    this.log(`${candidate.command.join(" ")}: ${python?.version.join(".") ?? "does not run"}`);
    return python;
  }

  /** What a program printed; undefined if it failed. */
  private async tryRun(
    program: string,
    args: string[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const output = await run(program, args, {
        cwd: this.storage,
        env: this.env(),
        signal,
        timeout: PROBE_LIMIT,
      });
      return output.code === 0 ? output.stdout : undefined;
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      return undefined;
    }
  }

  private build(
    python: Python,
    payload: Payload,
    staging: string,
    { signal, report }: Progress,
  ): Promise<void> {
    const [uv] = findAll("uv", { ...this.around, env: this.env() });
    return build(python, payload, staging, {
      uv,
      env: this.env(),
      signal,
      log: this.log,
      report,
    });
  }

  private async taken(entry: Entry, payload: string): Promise<Entry> {
    await this.store.use(entry);
    void this.store.removeOthers(payload);
    return entry;
  }
}

/** The wheel and the requirements in a folder, and what tells them from those of other versions. */
async function readPayload(folder: string): Promise<Payload & { id: string }> {
  const names = await readdir(folder);
  const wheel = names.find((name) => name.endsWith(".whl"));
  if (wheel === undefined) {
    throw new EnvironmentError(
      "not-built",
      "This build of the extension has no server in it. Set connectorLsp.server.command, " +
        'such as ["connector-lsp", "serve"].',
    );
  }
  const payload = {
    wheel: path.join(folder, wheel),
    requirements: path.join(folder, "requirements.txt"),
  };
  const hash = createHash("sha256");
  hash.update(await readFile(payload.wheel));
  hash.update(await readFile(payload.requirements));
  return { ...payload, id: hash.digest("hex").slice(0, 12) };
}
