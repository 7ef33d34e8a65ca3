// The Debugger view: the page in the panel, and what it asks of VS Code and of the server.
//
// What the page shows and how it changes is the page's own affair (`view/`); here its messages are
// carried out.

import {
  CancellationTokenSource,
  commands,
  env,
  type ExtensionContext,
  languages,
  type Diagnostic,
  DiagnosticSeverity,
  Disposable,
  Range,
  Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
  workspace,
} from "vscode";

import type { ConnectorClient } from "../client";
import { messageOf } from "../errors";
import type { LocationJson, RunResult } from "../protocol";
import { toRange } from "../ranges";
import {
  type FromView,
  type HostCommand,
  type Job,
  type Section,
  type ServerStatus,
  SIGN_IN,
  type ToView,
} from "../view/messages";
import { Bodies } from "./bodies";
import { debuggerPage } from "./debuggerPage";
import { OpenConnectors } from "./openConnectors";

const VIEW = "clarisConnector.debugger";

/** How long the document must rest before its forms are made anew, in milliseconds. */
const REST = 250;

export interface Target {
  uri: string;
  action?: string;
  section?: Section;
  /** Whether to run the action at once. */
  run?: boolean;
}

export class DebuggerView implements WebviewViewProvider {
  private readonly subscription: Disposable;
  private readonly connectors = new OpenConnectors();
  private readonly bodies: Bodies;
  private readonly jobs = new Map<string, { job: Job; source: CancellationTokenSource }>();
  private view: WebviewView | undefined;
  /** Whether the page listens; before, messages would be lost. */
  private isReady = false;
  private waiting: Target | undefined;
  /** The last run that the page did not learn of, as it was not there yet. */
  private missed: { uri: string; run: RunResult } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private status: ServerStatus = { kind: "starting" };

  /** Make the view known to VS Code, which opens it when it is shown first. */
  static register(context: ExtensionContext, client: ConnectorClient): DebuggerView {
    const view = new DebuggerView(context.extensionUri, client);
    context.subscriptions.push(
      view,
      window.registerWebviewViewProvider(VIEW, view, {
        // A secret that is half typed is in the page alone, and a response of megabytes is laid out
        // once: neither may go because somebody looks into the terminal.
        webviewOptions: { retainContextWhenHidden: true },
      }),
    );
    return view;
  }

  private constructor(
    private readonly extension: Uri,
    private readonly client: ConnectorClient,
  ) {
    this.bodies = new Bodies(client);
    this.subscription = Disposable.from(
      this.connectors,
      this.bodies,
      this.connectors.onDidChange(() => {
        this.sendConnectors();
      }),
      client.onDidChangeState(() => {
        this.setStatus(statusOf(client));
      }),
      client.onNotification("connector/didChangeState", ({ uri }) => {
        void this.sendModel(uri);
      }),
      client.onNotification("connector/didRun", ({ uri, run }) => {
        void this.onRun(uri, run);
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.setStatus(this.status); // It was not shown before.
      }),
      languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === this.connectors.current)) {
          this.refreshSoon();
        }
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.connectors.current) {
          this.refreshSoon();
        }
      }),
    );
  }

  /** Open the view at a connector, and there at an action or at the sign-in. */
  async show(target: Target): Promise<void> {
    this.waiting = target;
    this.connectors.choose(target.uri);
    await commands.executeCommand(`${VIEW}.focus`);
    if (this.isReady) {
      await this.showWaiting();
    }
  }

  /** Called by VS Code: when the view is shown first, and again after it was moved elsewhere. */
  resolveWebviewView(view: WebviewView): void {
    this.view = view;
    this.isReady = false;
    const dist = Uri.joinPath(this.extension, "dist");
    view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    view.webview.html = debuggerPage(view.webview, dist);
    const received = view.webview.onDidReceiveMessage((message: FromView) => {
      void this.receive(message).catch((error: unknown) => {
        this.post({ type: "notice", text: messageOf(error), isError: true });
      });
    });
    view.onDidDispose(() => {
      received.dispose();
      if (this.view === view) {
        this.view = undefined;
        this.isReady = false;
      }
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const { source } of this.jobs.values()) {
      source.cancel();
      source.dispose();
    }
    this.subscription.dispose();
  }

  // --- to the page -------------------------------------------------------------------------------

  private post(message: ToView): void {
    if (this.isReady) {
      void this.view?.webview.postMessage(message);
    }
  }

  private setStatus(status: ServerStatus): void {
    this.status = status;
    this.sendStatus();
    void this.refresh();
  }

  private sendStatus(): void {
    const status = workspace.isTrusted ? this.status : { kind: "untrusted" as const };
    this.post({ type: "status", status });
  }

  /** Whether to ask the server unasked: that never starts one, which may have failed before. */
  private get isToAsk(): boolean {
    return this.isReady && workspace.isTrusted && this.client.state === "running";
  }

  private sendConnectors(): void {
    const { list, current } = this.connectors;
    this.post({ type: "connectors", connectors: list, current: current ?? null });
    void this.refresh();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), REST);
  }

  /** Send anew what may have changed of the connector that is looked at. */
  private async refresh(): Promise<void> {
    const { current } = this.connectors;
    if (current !== undefined) {
      await Promise.all([this.sendModel(current), this.sendHistory(current)]);
    }
  }

  private async sendModel(uri: string): Promise<void> {
    if (!this.isToAsk) {
      return;
    }
    try {
      const model = await this.client.request("connector/debuggerModel", { uri });
      this.post({ type: "model", uri, model, errors: errorsIn(Uri.parse(uri)).length });
    } catch {
      // The server ended meanwhile, as its state tells.
    }
  }

  private async sendHistory(uri: string): Promise<void> {
    if (!this.isToAsk) {
      return;
    }
    try {
      const runs = await this.client.request("connector/exchanges", { uri });
      this.post({ type: "history", uri, runs });
    } catch {
      // The server ended meanwhile, as its state tells.
    }
  }

  private async showWaiting(): Promise<void> {
    const target = this.waiting;
    this.waiting = undefined;
    if (target) {
      // Nothing else starts it where no connector is open; that it could not be, its state tells.
      await this.client.start().catch(() => undefined);
      // The page must know the fields before it can open or run an action.
      await this.sendModel(target.uri);
      this.post({ type: "show", ...target });
    }
  }

  private async showMissed(): Promise<void> {
    const missed = this.missed;
    this.missed = undefined;
    if (missed) {
      await this.onRun(missed.uri, missed.run);
    }
  }

  /** A run ended that the page may not have begun: a test case, or a command. */
  private async onRun(uri: string, run: RunResult): Promise<void> {
    const isOurs = [...this.jobs.values()].some(
      ({ job }) => job.uri === uri && (job.form === run.action || job.form === SIGN_IN),
    );
    if (!this.isReady) {
      this.missed = { uri, run };
    }
    if (!this.isReady || isOurs) {
      return;
    }
    await this.sendHistory(uri);
    if (run.id !== "") {
      await this.open(uri, run.id, run).catch(() => undefined); // Others may have been too many.
    }
  }

  private async open(uri: string, id: string, result?: RunResult): Promise<void> {
    const run = await this.client.request("connector/exchange", { uri, id });
    if (!run) {
      throw new Error("This run is not kept any more");
    }
    this.post({ type: "opened", uri, run, ...(result && { result }) });
  }

  // --- from the page -----------------------------------------------------------------------------

  private async receive(message: FromView): Promise<void> {
    switch (message.type) {
      case "ready":
        this.isReady = true;
        this.sendStatus();
        this.sendConnectors();
        for (const { job } of this.jobs.values()) {
          this.post({ type: "began", job });
        }
        await this.showWaiting();
        return this.showMissed();
      case "choose":
        this.connectors.choose(message.uri);
        return;
      case "run":
        return this.run(message.job, message.inputs);
      case "signIn":
        return this.signIn(message);
      case "signOut": {
        const { uri, forget } = message;
        const result = await this.client.request("connector/signOut", { uri, forget });
        this.post({ type: "signedOut", uri, result });
        return this.sendModel(uri);
      }
      case "cancel":
        this.jobs.get(message.job)?.source.cancel();
        return;
      case "saveCase":
        return this.saveCase(message);
      case "locate":
        return this.locate(message.uri, message.path);
      case "showErrors": {
        const uri = Uri.parse(message.uri);
        const [first] = errorsIn(uri);
        return reveal(uri, first?.range ?? new Range(0, 0, 0, 0));
      }
      case "openLocation":
        return revealLocation(message.location);
      case "open":
        return this.open(message.uri, message.id);
      case "curl": {
        const { uri, id } = message;
        const command = await this.client.request("connector/curl", { uri, id });
        if (command === null) {
          throw new Error("There is no request to copy");
        }
        return this.copy(command, "cURL command");
      }
      case "har":
        return this.bodies.exportHar(message.uri, message.id);
      case "saveBody":
        return this.bodies.save(message.step);
      case "openBody":
        return this.bodies.open(message.step);
      case "compare":
        return this.bodies.compare(message.before, message.after);
      case "compareTexts":
        return this.bodies.compareTexts(message.title, message.expected, message.actual);
      case "copy":
        return this.copy(message.text, message.what);
      case "command": {
        const [command, ...args] = COMMANDS[message.command];
        await commands.executeCommand(command, ...args);
      }
    }
  }

  private async run(job: Job, inputs: Extract<FromView, { type: "run" }>["inputs"]): Promise<void> {
    await this.work(job, async (options) => {
      const params = { uri: job.uri, action: job.form, inputs };
      const run = await this.client.request("connector/run", params, options);
      this.post({ type: "ran", job, run });
    });
    await this.refresh();
  }

  private async signIn(message: Extract<FromView, { type: "signIn" }>): Promise<void> {
    const { job, values, remember } = message;
    await this.work(job, async (options) => {
      const params = { uri: job.uri, values, remember };
      const result = await this.client.request("connector/signIn", params, options);
      this.post({ type: "signedIn", job, result });
    });
    await this.sendModel(job.uri);
  }

  private async saveCase(message: Extract<FromView, { type: "saveCase" }>): Promise<void> {
    const { job, name, inputs } = message;
    await this.work(job, async (options) => {
      const params = { uri: job.uri, action: job.form, name, inputs };
      const location = await this.client.request("connector/saveCase", params, options);
      this.post({ type: "caseSaved", job, name, location });
    });
    await this.sendModel(job.uri);
  }

  /** Do what takes long, so that it can be cancelled and shows how far it is. */
  private async work(
    job: Job,
    task: (options: Parameters<ConnectorClient["request"]>[2]) => Promise<void>,
  ): Promise<void> {
    const source = new CancellationTokenSource();
    this.jobs.set(job.id, { job, source });
    try {
      await task({
        token: source.token,
        onProgress: (message, percentage) => {
          const known = percentage === undefined ? {} : { percentage };
          this.post({ type: "progress", job, message, ...known });
        },
      });
    } catch (error) {
      const message = source.token.isCancellationRequested ? "Stopped" : messageOf(error);
      this.post({ type: "failed", job, message });
    } finally {
      this.jobs.delete(job.id);
      source.dispose();
    }
  }

  /** Go to a place of the connector; to its beginning if the place is gone. */
  private async locate(uri: string, path: (string | number)[]): Promise<void> {
    const range = await this.client.request("connector/locate", { uri, path });
    await reveal(Uri.parse(uri), range ? toRange(range) : new Range(0, 0, 0, 0));
  }

  private async copy(text: string, what: string): Promise<void> {
    await env.clipboard.writeText(text);
    this.post({ type: "notice", text: `${what} copied` });
  }
}

/** What the page may have VS Code do, with arguments. */
const COMMANDS: Record<HostCommand, [string, ...unknown[]]> = {
  newConnector: ["clarisConnector.newConnector"],
  showLog: ["clarisConnector.showLog"],
  restartServer: ["clarisConnector.restart"],
  manageTrust: ["workbench.trust.manage"],
  openCallbackSetting: ["workbench.action.openSettings", "connectorLsp.callbackPort"],
};

function statusOf({ state, failure }: ConnectorClient): ServerStatus {
  switch (state) {
    case "running":
      return { kind: "ready" };
    case "starting":
      return { kind: "starting" };
    case "stopped":
      return { kind: "failed", message: failure || "It ended. Its log says more." };
  }
}

function errorsIn(uri: Uri): Diagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter((each) => each.severity === DiagnosticSeverity.Error && each.source !== RUN_SOURCE);
}

/** Marks where the last run failed, which the view itself tells. */
const RUN_SOURCE = "connector-lsp debugger";

async function reveal(uri: Uri, selection: Range): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, { selection });
}

function revealLocation({ uri, range }: LocationJson): Promise<void> {
  return reveal(Uri.parse(uri), toRange(range));
}
