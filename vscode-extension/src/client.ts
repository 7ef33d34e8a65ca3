// The conversation with the server: requests, notifications and whether it runs.
//
// Knows neither where the server comes from nor what is done when it ends: `lifecycle.ts` does.

import { type CancellationToken, Disposable, type Event, EventEmitter } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  type StaticFeature,
  WorkDoneProgress,
} from "vscode-languageclient/node";

import type { ClientRequests, Notifications, Requests } from "./protocol";

export type ClientState = "stopped" | "starting" | "running";

/** How to start a server and what to tell it; asked for at each start. */
export interface Launch {
  server: ServerOptions;
  options: LanguageClientOptions;
  /** Goes into the capabilities as `experimental.connectorLsp`. */
  capabilities: Record<string, boolean>;
}

export interface RequestOptions {
  token?: CancellationToken | undefined;
  onProgress?: ((message: string, percentage?: number) => void) | undefined;
}

/** What answers the requests of the server. */
export type ClientRequestHandlers = {
  [M in keyof ClientRequests]: (
    params: ClientRequests[M]["params"],
  ) => Promise<ClientRequests[M]["result"]>;
};

type Listener<M extends keyof Notifications> = (params: Notifications[M]) => void;

/** Said where a request cannot be answered, as the server ended. */
export class ServerEndedError extends Error {
  constructor() {
    super("The connector server has ended");
  }
}

/** One conversation at a time; a restart begins a new one, and listeners stay. */
export class ConnectorClient implements Disposable {
  private readonly stateEmitter = new EventEmitter<ClientState>();
  private readonly endEmitter = new EventEmitter<void>();
  private readonly listeners = new Map<string, Set<(params: never) => void>>();
  private conversation: LanguageClient | undefined;
  private starting: Promise<LanguageClient> | undefined;
  private currentState: ClientState = "stopped";
  private requests = 0;

  /**
   * @param prepare - gives what the next start needs; may take long, and rejects if there is no server
   * @param handlers - answer what the server asks
   */
  constructor(
    private readonly prepare: () => Promise<Launch>,
    private readonly handlers: ClientRequestHandlers,
  ) {}

  readonly onDidChangeState: Event<ClientState> = this.stateEmitter.event;

  /** The server ended although nobody asked it to. */
  readonly onDidEnd: Event<void> = this.endEmitter.event;

  get state(): ClientState {
    return this.currentState;
  }

  /** The version that the server names; undefined while none runs. */
  get serverVersion(): string | undefined {
    return this.conversation?.initializeResult?.serverInfo?.version;
  }

  /** Send a request of ours, starting the server if it does not run. */
  async request<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    options: RequestOptions = {},
  ): Promise<Requests[M]["result"]> {
    const client = await this.start();
    const { onProgress, token } = options;
    if (!onProgress) {
      return client.sendRequest(method, params, token);
    }
    this.requests += 1;
    const workDoneToken = `${method}/${this.requests}`;
    const progress = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind !== "end") {
        const title = value.kind === "begin" ? value.title : "";
        onProgress(value.message ?? title, value.percentage);
      }
    });
    try {
      return await client.sendRequest(method, { ...params, workDoneToken }, token);
    } finally {
      progress.dispose();
    }
  }

  /** Execute a command of the server (`workspace/executeCommand`). */
  async execute(command: string, args: string[]): Promise<unknown> {
    const client = await this.start();
    return client.sendRequest("workspace/executeCommand", { command, arguments: args });
  }

  /** Be told by the server, in this conversation and those after it. */
  onNotification<M extends keyof Notifications>(method: M, listener: Listener<M>): Disposable {
    const set = this.listeners.get(method) ?? new Set();
    this.listeners.set(method, set.add(listener));
    return new Disposable(() => set.delete(listener));
  }

  /** Start the server unless it runs; rejects if it cannot be started. */
  start(): Promise<LanguageClient> {
    this.starting ??= this.begin().catch((error: unknown) => {
      this.starting = undefined;
      this.setState("stopped");
      throw error;
    });
    return this.starting;
  }

  /** Stop the server, if it runs. */
  async stop(): Promise<void> {
    const starting = this.starting;
    if (!starting) {
      return;
    }
    await starting.catch(() => undefined);
    if (this.starting === starting) {
      await this.end();
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  dispose(): void {
    void this.stop();
    this.stateEmitter.dispose();
    this.endEmitter.dispose();
  }

  private async begin(): Promise<LanguageClient> {
    this.setState("starting");
    const { server, options, capabilities } = await this.prepare();
    let isOurs = true;
    const client = new LanguageClient("connectorLsp", "Claris Connector", server, {
      ...options,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          if (isOurs && this.conversation === client) {
            void this.end().then(() => {
              this.endEmitter.fire();
            });
          }
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    client.registerFeature(experimental(capabilities));
    for (const method of Object.keys(this.handlers) as (keyof ClientRequests)[]) {
      client.onRequest(method, this.handlers[method] as (params: unknown) => unknown);
    }
    for (const method of ["connector/didChangeState", "connector/didRun"] as const) {
      client.onNotification(method, (params: unknown) => {
        for (const listener of this.listeners.get(method) ?? []) {
          listener(params as never);
        }
      });
    }
    this.conversation = client;
    try {
      await client.start();
    } catch (error) {
      isOurs = false;
      this.conversation = undefined;
      await client.dispose().catch(() => undefined);
      throw error;
    }
    this.setState("running");
    return client;
  }

  private async end(): Promise<void> {
    const client = this.conversation;
    this.conversation = undefined;
    this.starting = undefined;
    this.setState("stopped");
    await client?.dispose().catch(() => undefined);
  }

  private setState(state: ClientState): void {
    if (state !== this.currentState) {
      this.currentState = state;
      this.stateEmitter.fire(state);
    }
  }
}

/** Announces what of our own requests this client understands. */
function experimental(capabilities: Record<string, boolean>): StaticFeature {
  return {
    fillClientCapabilities: (all) => {
      all.experimental = { ...(all.experimental as object), connectorLsp: capabilities };
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}
