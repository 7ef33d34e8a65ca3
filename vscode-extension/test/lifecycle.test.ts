// The life of the server, with programs and channels that are made up.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EventEmitter, LogLevel, type LogOutputChannel } from "vscode";

import type { ClientRequestHandlers } from "../src/client";
import { EnvironmentError } from "../src/environment/failures";
import { begin } from "../src/languageClient";
import { Lifecycle } from "../src/lifecycle";
import type { Preparation } from "../src/preparation";
import { until } from "./support";

const HANDLERS = {} as ClientRequestHandlers;
const SECRET = "pk_5e4f1c";

function channel(): { log: LogOutputChannel; lines: string[] } {
  const lines: string[] = [];
  const add = (line: string): void => void lines.push(line);
  const log = {
    logLevel: LogLevel.Trace,
    onDidChangeLogLevel: new EventEmitter<LogLevel>().event,
    ...{ trace: add, debug: add, info: add, warn: add, error: add, append: add, appendLine: add },
  };
  return { log: log as unknown as LogOutputChannel, lines };
}

/** Prepares until it is cancelled. */
function endless(): { preparation: Preparation; told: EnvironmentError[] } {
  let cancel: (() => void) | undefined;
  const told: EnvironmentError[] = [];
  const preparation = {
    prepare: () =>
      new Promise((_, reject) => {
        cancel = () => {
          reject(new EnvironmentError("cancelled", "It was cancelled"));
        };
      }),
    cancel: () => cancel?.(),
    failureOf: (error: EnvironmentError) => error,
    tell: (error: EnvironmentError) => {
      told.push(error);
      return Promise.resolve(false);
    },
  } as unknown as Preparation;
  return { preparation, told };
}

/** A program that answers whatever it is asked. */
const SERVER = `
  process.stdin.on("data", (text) => {
    for (const [, id] of String(text).matchAll(/"id":(\\d+)/g)) {
      const answer = JSON.stringify({ jsonrpc: "2.0", id: Number(id), result: { capabilities: {} } });
      process.stdout.write("Content-Length: " + answer.length + "\\r\\n\\r\\n" + answer);
    }
  });
`;

/** A program that tells its process in a file, and answers nothing. */
const SILENT = `
  require("fs").writeFileSync(process.argv[1], String(process.pid));
  setInterval(() => undefined, 1000);
`;

/** Prepared at once: a program for Node.js. */
function ready(script: string, ...args: string[]): Preparation {
  return {
    prepare: () =>
      Promise.resolve({
        command: process.execPath,
        args: ["-e", script, ...args],
        cwd: tmpdir(),
        environment: undefined,
      }),
    cancel: () => undefined,
    startFailureOf: () => new EnvironmentError("not-started", "It did not answer"),
    tell: () => Promise.resolve(false),
  } as unknown as Preparation;
}

function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8") || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("the life of the server", () => {
  it("ends with what is being made for it, and nothing is said of that", async () => {
    const { preparation, told } = endless();
    const lifecycle = new Lifecycle(preparation, channel().log, {}, HANDLERS);
    const started = lifecycle.tryClient();

    await lifecycle.halt();

    assert.equal(await started, undefined);
    assert.equal(lifecycle.client.state, "stopped");
    assert.deepEqual(told, []);
    lifecycle.dispose();
  });

  it("begins anew at once, though what is being made for it may never be ready", async () => {
    const { preparation, told } = endless();
    const lifecycle = new Lifecycle(preparation, channel().log, {}, HANDLERS);
    const started = lifecycle.tryClient();

    const restarted = lifecycle.restart();

    assert.equal(await started, undefined);
    await until(() => Promise.resolve(lifecycle.client.state === "starting" || undefined));
    assert.deepEqual(told, []);
    await lifecycle.halt();
    await restarted;
    lifecycle.dispose();
  });

  it("begins anew without an environment, whoever asks for it first", async () => {
    const done: string[] = [];
    const preparation = {
      cancel: () => undefined,
      removeEnvironments: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        done.push("removed");
      },
      prepare: () => {
        done.push("prepared");
        return Promise.reject(new EnvironmentError("no-python", "There is none"));
      },
      failureOf: (error: EnvironmentError) => error,
      tell: () => Promise.resolve(false),
    } as unknown as Preparation;
    const lifecycle = new Lifecycle(preparation, channel().log, {}, HANDLERS);

    const reset = lifecycle.reset();
    await lifecycle.client.start().catch(() => undefined);
    await reset;

    assert.deepEqual(done.slice(0, 2), ["removed", "prepared"]);
    lifecycle.dispose();
  });

  it("does not wait for the answer of a program that gives none", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "silent-")), "process");
    const lifecycle = new Lifecycle(ready(SILENT, file), channel().log, {}, HANDLERS);
    const started = lifecycle.tryClient();
    const pid = Number(await until(() => Promise.resolve(tryRead(file))));

    await lifecycle.halt();

    assert.equal(await started, undefined);
    assert.equal(lifecycle.client.state, "stopped");
    await until(() => Promise.resolve(!isAlive(pid) || undefined));
    lifecycle.dispose();
  });

  it("is for all again once the user has started what had ended too often", async () => {
    const lifecycle = new Lifecycle(ready(SERVER), channel().log, {}, HANDLERS);
    for (let count = 0; count < 4; count++) {
      const { serverProcess } = await lifecycle.client.start();
      const ended = new Promise((resolve) => lifecycle.client.onDidEnd(resolve));
      serverProcess?.kill();
      await ended;
    }
    assert.equal(await lifecycle.tryClient(), undefined);

    await lifecycle.client.start();

    assert.equal(await lifecycle.tryClient(), lifecycle.client);
    await lifecycle.halt();
    lifecycle.dispose();
  });

  it("is traced without what messages carry, in both formats", () => {
    const { log, lines } = channel();
    const client = begin({ command: "none" }, { outputChannel: log }, {});
    const params = { values: { api_key: SECRET } };
    // The library gives its connection this, and has no other way to it.
    const { _tracer: tracer } = client as unknown as {
      _tracer: { log(message: unknown, data?: string): void };
    };

    tracer.log("Sending request 'connector/signIn - (1)'.", JSON.stringify(params));
    tracer.log({ isLSPMessage: true, type: "send-request", message: { params } });

    assert.match(lines.join("\n"), /connector\/signIn/);
    assert.doesNotMatch(lines.join("\n"), new RegExp(SECRET));
  });
});
