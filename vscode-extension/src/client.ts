// The conversation with the server: requests, notifications and whether it runs.
//
// Knows neither where the server comes from nor what is done when it ends: `lifecycle.ts` does.

import { type CancellationToken, Disposable, type Event, EventEmitter } from "vscode";
import type {
  LanguageClient,
  LanguageClientOptions,
  ServerOptions,
} from "vscode-languageclient/node";

import { messageOf, ServerEndedError } from "./errors";
import type { ClientRequests, Notifications, Requests } from "./protocol";

export type ClientState = "stopped" | "starting" | "running";

/** How to start a server and what to tell it. */
export interface Launch {
  server: ServerOptions;
  options: LanguageClientOptions;
  /** Goes into the capabilities as `experimental.connectorLsp`. */
  capabilities: Record<string, boolean>;
}

/** What the client needs of the rest of the extension. */
export interface ClientHost {
  /** Asked for at each start; may take long, and rejects if there is no server. */
  prepare(): Promise<Launch>;
  /** The server did not start: resolves if another try is worth it, else rejects with the reason. */
  recover(error: unknown, isSecondTry: boolean): Promise<void>;
  handlers: ClientRequestHandlers;
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

/** An end of the server that nobody asked for. */
export interface UnexpectedEnd {
  /** Whether something was being sent or signed in to. */
  wasRunning: boolean;
}

type Listener<M extends keyof Notifications> = (params: Notifications[M]) => void;

const RUNS: ReadonlySet<keyof Requests> = new Set<keyof Requests>([
  "connector/run",
  "connector/runCases",
  "connector/signIn",
]);

const NOTIFICATIONS = [
  "connector/didChangeLibrary",
  "connector/didChangeState",
  "connector/didRun",
] as const satisfies (keyof Notifications)[];

/** One conversation at a time; a restart begins a new one, and listeners stay. */
export class ConnectorClient implements Disposable {
  private readonly stateEmitter = new EventEmitter<ClientState>();
  private readonly endEmitter = new EventEmitter<UnexpectedEnd>();
  private readonly listeners = new Map<string, Set<(params: never) => void>>();
  private conversation: LanguageClient | undefined;
  /** The one whose server has not answered yet. */
  private beginning: LanguageClient | undefined;
  private starting: Promise<LanguageClient> | undefined;
  private currentState: ClientState = "stopped";
  private reason = "";
  private progressTokens = 0;
  private runsUnderWay = 0;

  constructor(private readonly host: ClientHost) {}

  readonly onDidChangeState: Event<ClientState> = this.stateEmitter.event;

  /** The server ended although nobody asked it to. */
  readonly onDidEnd: Event<UnexpectedEnd> = this.endEmitter.event;

  get state(): ClientState {
    return this.currentState;
  }

  /** Why the last start failed, in words for people; empty if it did not. */
  get failure(): string {
    return this.reason;
  }

  /** The version that the server names; undefined while none runs. */
  get serverVersion(): string | undefined {
    return this.conversation?.initializeResult?.serverInfo?.version;
  }

  /**
   * Send a request of ours, starting the server if it does not run.
   *
   * Rejects with a `ServerEndedError` if the server ends meanwhile.
   */
  async request<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    options: RequestOptions = {},
  ): Promise<Requests[M]["result"]> {
    const client = await this.start();
    const { onProgress, token } = options;
    // With a token of ours, the server shows no progress of its own beside ours.
    const isRun = RUNS.has(method);
    this.progressTokens += 1;
    const workDoneToken = `${method}/${this.progressTokens}`;
    const progress =
      onProgress && (await languageClient()).onWorkDone(client, workDoneToken, onProgress);
    this.runsUnderWay += Number(isRun);
    try {
      const sent = isRun ? { ...params, workDoneToken } : params;
      return await this.send<Requests[M]["result"]>(client, method, sent, token);
    } finally {
      this.runsUnderWay -= Number(isRun);
      progress?.dispose();
    }
  }

  /**
   * Execute a command of the server (`workspace/executeCommand`).
   *
   * Rejects with a `ServerEndedError` if the server ends meanwhile.
   */
  async execute(command: string, args: string[]): Promise<unknown> {
    const client = await this.start();
    return this.send(client, "workspace/executeCommand", { command, arguments: args });
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
      this.reason = messageOf(error);
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
    // It may never answer, whatever it is that the settings name.
    const program = this.beginning?.serverProcess;
    program?.kill("SIGKILL");
    program?.stdout?.destroy(); // A child of it may hold the other end.
    await starting.catch(() => undefined);
    if (this.starting === starting) {
      await this.end();
    }
  }

  dispose(): void {
    void this.stop();
    this.stateEmitter.dispose();
    this.endEmitter.dispose();
  }

  private async send<R>(
    client: LanguageClient,
    method: string,
    params: object,
    token?: CancellationToken,
  ): Promise<R> {
    try {
      // A token that is undefined would be sent as a second parameter.
      return await (token
        ? client.sendRequest<R>(method, params, token)
        : client.sendRequest<R>(method, params));
    } catch (error) {
      throw this.conversation === client ? error : new ServerEndedError();
    }
  }

  private async begin(isSecondTry = false): Promise<LanguageClient> {
    this.reason = "";
    this.setState("starting");
    const launch = await this.host.prepare();
    try {
      return await this.converse(launch);
    } catch (error) {
      await this.host.recover(error, isSecondTry);
      return this.begin(true);
    }
  }

  private async converse({ server, options, capabilities }: Launch): Promise<LanguageClient> {
    const { begin, onEnd } = await languageClient();
    const client = begin(server, options, capabilities);
    for (const method of Object.keys(this.host.handlers) as (keyof ClientRequests)[]) {
      client.onRequest(method, this.host.handlers[method] as (params: unknown) => unknown);
    }
    for (const method of NOTIFICATIONS) {
      client.onNotification(method, (params: unknown) => {
        for (const listener of this.listeners.get(method) ?? []) {
          listener(params as never);
        }
      });
    }
    this.beginning = client;
    try {
      await client.start();
    } catch (error) {
      await client.dispose().catch(() => undefined);
      throw error;
    } finally {
      this.beginning = undefined;
    }
    onEnd(client, () => {
      // What we stop ourselves is no conversation of ours any more.
      if (this.conversation === client) {
        this.ended();
      }
    });
    this.conversation = client;
    this.setState("running");
    return client;
  }

  /** The server has ended without being asked to. */
  private ended(): void {
    const wasRunning = this.runsUnderWay > 0;
    void this.end().then(() => {
      this.endEmitter.fire({ wasRunning });
    });
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

/** The library is loaded when the server is wanted: that takes longer than all else at the start. */
function languageClient(): Promise<typeof import("./languageClient")> {
  return import("./languageClient");
}
