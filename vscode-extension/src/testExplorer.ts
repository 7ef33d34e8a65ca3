// The test cases in VS Code's Testing view. Running and judging them is the server's.

import {
  Disposable,
  Location,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";

import type { ConnectorClient } from "./client";
import { messageOf } from "./errors";
import { isOurs } from "./languages";
import type { Lifecycle } from "./lifecycle";
import type { CasesModel, RunResult } from "./protocol";
import { toRange } from "./ranges";
import { hasConnectorBeside } from "./recognition";

const FILES = "**/*.tests.json";
const FILES_AND_CONNECTORS = "**/*.{connector,tests}.json";
const MOST_FILES = 500;

/** How long after a keystroke the cases are read again (ms). */
const QUIET = 400;

export class TestExplorer implements Disposable {
  private readonly controller: TestController;
  private readonly subscriptions: Disposable[];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** The connector of each file of cases, by their URIs. */
  private readonly connectors = new Map<string, string>();
  private readonly client: ConnectorClient;

  constructor(private readonly lifecycle: Lifecycle) {
    this.client = lifecycle.client;
    this.controller = tests.createTestController("clarisConnector", "Claris Connector");
    this.controller.resolveHandler = async (item) => {
      await (item ? this.readFile(item.id) : this.readAll());
    };
    this.controller.refreshHandler = () => this.readAll();
    this.controller.createRunProfile(
      "Run",
      TestRunProfileKind.Run,
      (request) => this.carryOut(request),
      true,
    );
    this.subscriptions = [
      this.client.onDidChangeState((state) => {
        if (state === "running") {
          this.readOpen();
        }
      }),
      workspace.onDidOpenTextDocument((document) => {
        this.follow(document);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        this.follow(document);
      }),
      this.watchFiles(),
    ];
  }

  /** Run cases of a file, and show it in the Testing view. */
  async run(model: CasesModel, names: readonly string[]): Promise<void> {
    this.show(model.uri, model);
    const file = this.controller.items.get(model.uri);
    const items = names.flatMap((name) => file?.children.get(caseId(model.uri, name)) ?? []);
    await this.carryOut(new TestRunRequest(items));
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    Disposable.from(...this.subscriptions).dispose();
    this.controller.dispose();
  }

  // --- finding ------------------------------------------------------------------------------------

  private async readAll(): Promise<void> {
    const files = await workspace.findFiles(FILES, "**/node_modules/**", MOST_FILES);
    // Others call files like that, too; for those alone, no server is started.
    const isToRead = await Promise.all(files.map(hasConnectorBeside));
    const found = files.filter((_, index) => isToRead[index]).map(String);
    const uris = new Set([...found, ...this.connectors.keys()]);
    await Promise.all([...uris].map((uri) => this.readFile(uri)));
  }

  private readOpen(): void {
    for (const document of workspace.textDocuments) {
      this.follow(document);
    }
  }

  private follow(document: TextDocument): void {
    if (isOurs(document)) {
      this.readSoon(document.uri);
    }
  }

  private readSoon(uri: Uri): void {
    if (this.client.state === "running") {
      const key = uri.toString();
      clearTimeout(this.timers.get(key));
      const read = (): void => {
        this.timers.delete(key);
        void this.readFile(key);
      };
      this.timers.set(key, setTimeout(read, QUIET));
    }
  }

  /** Read the cases of a file, or of the connector that it is. */
  private async readFile(uri: string): Promise<void> {
    const client = await this.lifecycle.tryClient();
    const model = await client?.request("connector/cases", { uri }).catch(() => undefined);
    if (model !== undefined) {
      this.show(model?.uri ?? uri, model);
    }
  }

  private watchFiles(): Disposable {
    const watcher = workspace.createFileSystemWatcher(FILES_AND_CONNECTORS);
    const changed = (uri: Uri): void => {
      this.readSoon(uri);
    };
    watcher.onDidCreate(changed);
    watcher.onDidChange(changed);
    watcher.onDidDelete((uri) => {
      const gone = uri.toString();
      for (const [cases, connector] of this.connectors) {
        if (cases === gone || connector === gone) {
          this.show(cases, null);
        }
      }
    });
    return watcher;
  }

  /** Have the items of a file as its cases are; without cases it has none. */
  private show(uri: string, model: CasesModel | null): void {
    if (!model || (model.cases.length === 0 && !model.problem)) {
      this.controller.items.delete(uri);
      this.connectors.delete(uri);
      return;
    }
    this.connectors.set(model.uri, model.connector);
    const file = Uri.parse(model.uri);
    const item =
      this.controller.items.get(model.uri) ??
      this.controller.createTestItem(model.uri, model.name, file);
    item.label = model.name;
    item.description = workspace.asRelativePath(file);
    item.error = model.problem || undefined;
    const children = new Map<string, TestItem>();
    for (const { action, name, range } of model.cases) {
      const id = caseId(model.uri, name);
      // Two of one name are marked in the editor; VS Code refuses an ID that comes twice.
      if (!children.has(id)) {
        const child = item.children.get(id) ?? this.controller.createTestItem(id, name, file);
        child.description = action;
        child.range = toRange(range);
        children.set(id, child);
      }
    }
    item.children.replace([...children.values()]);
    this.controller.items.add(item);
  }

  // --- running ------------------------------------------------------------------------------------

  private async carryOut(request: TestRunRequest): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      for (const [file, items] of this.chosen(request)) {
        if (!run.token.isCancellationRequested) {
          await this.runFile(run, file, items);
        }
      }
    } finally {
      run.end();
    }
  }

  /** The cases that are to be run, by the items of their files. */
  private chosen(request: TestRunRequest): Map<TestItem, TestItem[]> {
    const excluded = new Set(request.exclude);
    const found = new Map<TestItem, TestItem[]>();
    const add = (item: TestItem): void => {
      if (excluded.has(item)) {
        return;
      }
      if (item.parent) {
        const others = found.get(item.parent) ?? [];
        found.set(item.parent, others.includes(item) ? others : [...others, item]);
      } else {
        item.children.forEach(add);
      }
    };
    (request.include ?? [...this.controller.items].map(([, item]) => item)).forEach(add);
    return found;
  }

  private async runFile(run: TestRun, file: TestItem, items: readonly TestItem[]): Promise<void> {
    const uri = this.connectors.get(file.id);
    if (uri === undefined) {
      return;
    }
    const waiting = new Set(items);
    let since = Date.now();
    const begin = (): void => {
      const [next] = waiting;
      if (next) {
        run.started(next);
      }
    };
    const report = (result: RunResult): void => {
      const item = file.children.get(caseId(file.id, result.case));
      if (item && (waiting.delete(item) || !items.includes(item))) {
        reportCase(run, item, result, Date.now() - since);
        since = Date.now();
        begin();
      }
    };
    items.forEach((item) => {
      run.enqueued(item);
    });
    begin();
    const listening = this.client.onNotification("connector/didRun", (params) => {
      if (params.uri === uri) {
        report(params.run);
      }
    });
    try {
      const names = items.map((item) => item.label);
      const result = await this.client.request(
        "connector/runCases",
        { uri, names },
        { token: run.token },
      );
      result.runs.forEach((each) => {
        if (waiting.has(file.children.get(caseId(file.id, each.case)) ?? file)) {
          report(each);
        }
        outputExchanges(run, each);
      });
      if (result.failure) {
        const { message, nextStep } = result.failure;
        output(run, `${file.label}: ${message}`);
        failAll(run, waiting, `${message}\n${nextStep}`);
      }
    } catch (error) {
      if (!run.token.isCancellationRequested) {
        failAll(run, waiting, messageOf(error));
      }
    } finally {
      listening.dispose();
    }
    waiting.forEach((item) => {
      run.skipped(item);
    });
  }
}

function failAll(run: TestRun, waiting: Set<TestItem>, message: string): void {
  waiting.forEach((item) => {
    run.errored(item, new TestMessage(message));
  });
  waiting.clear();
}

function reportCase(run: TestRun, item: TestItem, result: RunResult, duration: number): void {
  output(run, `${result.isSuccess ? "✓" : "✗"} ${result.case}: ${result.message}`, item);
  const messages = result.unmet.map((unmet) =>
    placed(TestMessage.diff(unmet.message, unmet.expected, unmet.actual), item),
  );
  if (result.isSuccess) {
    run.passed(item, duration);
  } else if (messages.length > 0) {
    run.failed(item, messages, duration);
  } else {
    const { failure } = result;
    const text = failure ? `${failure.message}\n${failure.nextStep}` : result.message;
    run.errored(item, placed(new TestMessage(text), item), duration);
  }
}

function placed(message: TestMessage, item: TestItem): TestMessage {
  if (item.uri && item.range) {
    message.location = new Location(item.uri, item.range);
  }
  return message;
}

function outputExchanges(run: TestRun, result: RunResult): void {
  for (const { request, response, timing } of result.exchanges ?? []) {
    const status = response ? `${response.status} ${response.reason}` : "no response";
    const duration = Math.round(timing.total * 1000);
    output(run, `${result.case}: ${request.method} ${request.url} – ${status}, ${duration} ms`);
  }
}

function output(run: TestRun, line: string, item?: TestItem): void {
  run.appendOutput(`${line.replaceAll("\n", "\r\n")}\r\n`, undefined, item);
}

function caseId(file: string, name: string): string {
  return JSON.stringify([file, name]);
}
