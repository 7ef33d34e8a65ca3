// How the server is started, what it is told, and what happens when it ends by itself.

import { commands, Disposable, type LogOutputChannel, window, workspace } from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import {
  type ClientRequestHandlers,
  ConnectorClient,
  type Launch,
  type UnexpectedEnd,
} from "./client";
import type { EnvironmentError } from "./environment/failures";
import { NoServerError } from "./errors";
import { explain } from "./explain";
import { LANGUAGES, SCHEMES } from "./languages";
import type { Preparation } from "./preparation";

/** So many ends within so many milliseconds, and the server is not started again by itself. */
const MOST_ENDS = 4;
const WITHIN = 180_000;

const RESTART = "Restart";
const SHOW_LOG = "Show Log";

export class Lifecycle implements Disposable {
  readonly client: ConnectorClient;
  private readonly subscriptions: Disposable[];
  private ends: number[] = [];
  private hasFailed = false;
  /** Whether the server is being ended because that was asked for: nothing is said of it. */
  private isHalting = false;
  /** The next start, whoever asks for it, begins without an environment. */
  private isToReset = false;

  constructor(
    private readonly preparation: Preparation,
    private readonly log: LogOutputChannel,
    private readonly middleware: Middleware,
    handlers: ClientRequestHandlers,
  ) {
    this.client = new ConnectorClient({
      prepare: () => this.prepare(),
      recover: (error, isSecondTry) => this.recover(error, isSecondTry),
      handlers,
    });
    this.subscriptions = [
      this.client.onDidEnd((end) => {
        void this.ended(end);
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        void this.restartIfStarted();
      }),
      workspace.onDidChangeConfiguration((change) => {
        const isAffected = ["python", "server.command"].some((name) =>
          change.affectsConfiguration(`connectorLsp.${name}`),
        );
        if (isAffected) {
          void this.restartIfStarted();
        }
      }),
    ];
  }

  /** Start the server afresh, however often it has ended or could not be started. */
  async restart(): Promise<void> {
    await this.halt();
    this.isHalting = false;
    this.ends = [];
    this.hasFailed = false;
    await this.client.start().catch(() => undefined); // Why it did not start has been said.
  }

  /** Remove the environments and make a new one. */
  async reset(): Promise<void> {
    this.isToReset = true;
    await this.restart();
  }

  /**
   * The client for what is done unasked: undefined if there is no server, which has been said.
   *
   * What the user asks for goes to `client`, and so tries again.
   */
  async tryClient(): Promise<ConnectorClient | undefined> {
    if (this.isHalting || (this.hasGivenUp && this.client.state === "stopped")) {
      return undefined;
    }
    try {
      await this.client.start();
      return this.client;
    } catch {
      return undefined;
    }
  }

  /** End the server, and what is being made for it; nothing starts by itself any more. */
  async halt(): Promise<void> {
    this.isHalting = true;
    this.preparation.cancel();
    await this.client.stop();
  }

  dispose(): void {
    Disposable.from(...this.subscriptions).dispose();
    this.client.dispose();
  }

  private async restartIfStarted(): Promise<void> {
    if (this.client.state !== "stopped" || this.hasGivenUp) {
      await this.restart();
    }
  }

  /** Whether nothing starts the server any more unless the user does. */
  private get hasGivenUp(): boolean {
    return this.hasFailed || this.ends.length >= MOST_ENDS;
  }

  private async prepare(): Promise<Launch> {
    try {
      if (this.isToReset) {
        await this.preparation.removeEnvironments();
        this.isToReset = false;
      }
      const { command, args, cwd } = await this.preparation.prepare();
      this.hasFailed = false;
      return {
        server: { command, args, options: { cwd } },
        options: {
          documentSelector: LANGUAGES.flatMap((language) =>
            SCHEMES.map((scheme) => ({ language, scheme })),
          ),
          outputChannel: this.log,
          middleware: this.middleware,
        },
        capabilities: {
          notifications: true,
          secrets: true,
          ...(workspace.isTrusted ? {} : { untrusted: true }),
        },
      };
    } catch (error) {
      throw this.told(this.preparation.failureOf(error));
    }
  }

  private async recover(error: unknown, isSecondTry: boolean): Promise<void> {
    let isRemoved: boolean;
    try {
      const isToTry = !isSecondTry && !this.isHalting;
      isRemoved = isToTry && (await this.preparation.removeIfBroken());
    } catch (failure) {
      throw this.told(this.preparation.failureOf(failure));
    }
    if (!isRemoved || this.isHalting) {
      throw this.told(this.preparation.startFailureOf(error));
    }
  }

  /** Say why there is no server, and start it when the user has done something about it. */
  private told(failure: EnvironmentError): NoServerError {
    this.hasFailed = true;
    if (!this.isHalting) {
      this.tell(failure).catch(explain);
    }
    return new NoServerError(failure.message);
  }

  private async tell(failure: EnvironmentError): Promise<void> {
    if (await this.preparation.tell(failure)) {
      await this.restart();
    }
  }

  private async ended({ wasRunning }: UnexpectedEnd): Promise<void> {
    const now = Date.now();
    this.ends = [...this.ends.filter((time) => now - time < WITHIN), now];
    const lost = wasRunning ? " What was running has been ended." : "";
    if (this.ends.length >= MOST_ENDS) {
      const message =
        `The connector server ended ${this.ends.length} times in a few minutes ` +
        `and is not started again.${lost}`;
      const chosen = await window.showErrorMessage(message, RESTART, SHOW_LOG);
      await this.follow(chosen);
      return;
    }
    void this.tryClient();
    const message = `The connector server ended unexpectedly and was started again.${lost}`;
    await this.follow(await window.showWarningMessage(message, SHOW_LOG));
  }

  private async follow(chosen: string | undefined): Promise<void> {
    if (chosen === RESTART) {
      await this.restart();
    } else if (chosen === SHOW_LOG) {
      await commands.executeCommand("clarisConnector.showLog");
    }
  }
}
