// The program that is the server: the user's own, or the one of the extension in its environment.
// Shows what is done for it and says what is wrong.

import { access, mkdir } from "node:fs/promises";
import { accessSync, constants, lstatSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import {
  commands,
  env,
  type ExtensionContext,
  extensions,
  type LogOutputChannel,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from "vscode";

import { Environment } from "./environment/environment";
import { EnvironmentError, type Problem } from "./environment/failures";
import type { Surroundings } from "./environment/python";
import type { Entry } from "./environment/store";

export interface Program {
  command: string;
  args: string[];
  cwd: string;
  /** Undefined for a server of the user's own. */
  environment: Entry | undefined;
}

const PYTHON_DOWNLOADS = "https://www.python.org/downloads/";

const INSTALL_PYTHON = "Install Python";
const CHOOSE = "Choose…";
const OPEN_SETTING = "Open Setting";
const TRY_AGAIN = "Try Again";
const SHOW_LOG = "Show Log";
const RELOAD = "Reload Window";

const BUTTONS: Record<Problem, string[]> = {
  "no-python": [INSTALL_PYTHON, CHOOSE, TRY_AGAIN, SHOW_LOG],
  "old-python": [INSTALL_PYTHON, CHOOSE, TRY_AGAIN, SHOW_LOG],
  "unusable-python": [CHOOSE, TRY_AGAIN, SHOW_LOG],
  "no-venv": [TRY_AGAIN, CHOOSE, SHOW_LOG],
  "no-network": [TRY_AGAIN, SHOW_LOG],
  "no-wheel-for-platform": [CHOOSE, TRY_AGAIN, SHOW_LOG],
  "not-built": [TRY_AGAIN, SHOW_LOG],
  "in-use": [TRY_AGAIN, SHOW_LOG],
  command: [OPEN_SETTING, TRY_AGAIN, SHOW_LOG],
  "not-started": [TRY_AGAIN, SHOW_LOG],
  cancelled: [TRY_AGAIN],
};

export class Preparation {
  private readonly storage: string;
  private readonly environment: Environment;
  private program: Program | undefined;
  private progress: PreparationProgress | undefined;

  constructor(
    context: ExtensionContext,
    private readonly log: LogOutputChannel,
  ) {
    this.storage = context.globalStorageUri.fsPath;
    this.environment = new Environment(
      this.storage,
      path.join(context.extensionPath, "server"),
      surroundings(),
      processEnvironment,
      (line) => {
        log.info(line);
      },
    );
  }

  /** The program of the last start. */
  get current(): Program | undefined {
    return this.program;
  }

  /** The program to start; rejects with an `EnvironmentError`. */
  async prepare(): Promise<Program> {
    await mkdir(this.storage, { recursive: true });
    const settings = workspace.getConfiguration("connectorLsp");
    const [command, ...args] = settings.get<string[]>("server.command") ?? [];
    this.program = command
      ? { command, args, cwd: this.storage, environment: undefined }
      : await this.inEnvironment(settings.get<string>("python") ?? "");
    return this.program;
  }

  /** Remove the environment of the last start if it is what is broken; tells whether it was. */
  async removeIfBroken(): Promise<boolean> {
    const entry = this.program?.environment;
    if (!entry || (await this.environment.works(entry))) {
      return false;
    }
    this.log.warn(`The environment ${entry.folder} is broken and is made anew`);
    await this.environment.remove(entry);
    return true;
  }

  async removeEnvironments(): Promise<void> {
    await this.environment.removeAll();
  }

  /** Do not go on with what is being prepared: it rejects, and what it runs is ended. */
  cancel(): void {
    this.progress?.cancel();
  }

  /** What is wrong if no program was found or made. */
  failureOf(error: unknown): EnvironmentError {
    return error instanceof EnvironmentError
      ? error
      : new EnvironmentError(
          "not-built",
          `The connector server could not be made: ${String(error)}`,
        );
  }

  /** What is wrong if the program was started and did not answer. */
  startFailureOf(error: unknown): EnvironmentError {
    this.log.error(String(error));
    if (this.program && !this.program.environment) {
      return new EnvironmentError(
        "command",
        "The command of the setting connectorLsp.server.command starts no connector server: " +
          [this.program.command, ...this.program.args].join(" "),
      );
    }
    return new EnvironmentError(
      "not-started",
      "The connector server ended before it answered. The log has its last words.",
    );
  }

  /** Tell what is wrong; gives whether to try again. */
  async tell({ problem, message }: EnvironmentError): Promise<boolean> {
    this.log.error(message);
    const show = problem === "cancelled" ? window.showWarningMessage : window.showErrorMessage;
    const chosen = await show(message, ...BUTTONS[problem]);
    if (chosen === INSTALL_PYTHON) {
      return this.awaitInstallation();
    }
    if (chosen === CHOOSE) {
      return choosePython();
    }
    if (chosen === OPEN_SETTING) {
      await commands.executeCommand("workbench.action.openSettings", "connectorLsp.server.command");
    }
    if (chosen === SHOW_LOG) {
      this.log.show();
    }
    return chosen === TRY_AGAIN;
  }

  private async awaitInstallation(): Promise<boolean> {
    await env.openExternal(Uri.parse(PYTHON_DOWNLOADS));
    const message = "When Python is installed, try again. If it is not found, reload the window.";
    const chosen = await window.showInformationMessage(message, TRY_AGAIN, RELOAD);
    if (chosen === RELOAD) {
      await commands.executeCommand("workbench.action.reloadWindow");
    }
    return chosen === TRY_AGAIN;
  }

  private async inEnvironment(python: string): Promise<Program> {
    const progress = (this.progress = new PreparationProgress());
    try {
      const entry = await this.environment.locate(python, activePython, progress);
      return {
        command: entry.python,
        args: Environment.serve(),
        cwd: this.storage,
        environment: entry,
      };
    } finally {
      progress.end();
    }
  }
}

/** A notification with a button to cancel; appears with the first report. */
class PreparationProgress {
  private readonly controller = new AbortController();
  private readonly ended = new AbortController();
  private show: ((step: string) => void) | undefined;
  private step = "";

  readonly signal = this.controller.signal;

  readonly report = (step: string): void => {
    if (this.step === "") {
      this.open();
    }
    this.step = step;
    this.show?.(step);
  };

  cancel(): void {
    this.controller.abort();
  }

  end(): void {
    this.ended.abort();
  }

  private open(): void {
    void window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: "Preparing the connector server (once)",
        cancellable: true,
      },
      (progress, token) => {
        token.onCancellationRequested(() => {
          this.cancel();
        });
        this.show = (message) => {
          progress.report({ message });
        };
        this.show(this.step);
        return new Promise<void>((resolve) => {
          this.ended.signal.addEventListener("abort", () => {
            resolve();
          });
          if (this.ended.signal.aborted) {
            resolve();
          }
        });
      },
    );
  }
}

function surroundings(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    isProgram: (file) => {
      try {
        accessSync(file, constants.X_OK);
        // Not followed: a Python of the Microsoft Store is a link that only the system can follow.
        return !lstatSync(file).isDirectory();
      } catch {
        return false;
      }
    },
  };
}

/** What programs are started with: a proxy that only VS Code knows is told to them. */
function processEnvironment(): NodeJS.ProcessEnv {
  const proxy = workspace.getConfiguration("http").get<string>("proxy");
  return proxy ? { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ...process.env } : process.env;
}

/** The part of the Python extension's API that is used here. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath(): unknown;
    resolveEnvironment(environment: unknown): Promise<{ executable?: { uri?: Uri } } | undefined>;
  };
}

/** What is chosen in the Python extension; empty if it is not there. */
async function activePython(): Promise<string> {
  const extension = extensions.getExtension<PythonApi>("ms-python.python");
  if (!extension || !workspace.isTrusted) {
    return "";
  }
  try {
    const { environments } = await extension.activate();
    const environment = await environments?.resolveEnvironment(
      environments.getActiveEnvironmentPath(),
    );
    const file = environment?.executable?.uri?.fsPath ?? "";
    await access(file);
    return file;
  } catch {
    return "";
  }
}

/**
 * Ask where Python is, and keep it; gives whether to try again.
 *
 * Another choice than before does so by itself, as any change of the setting.
 */
async function choosePython(): Promise<boolean> {
  const [file] =
    (await window.showOpenDialog({
      title: "Choose Python 3.11 or newer",
      openLabel: "Use This Python",
      canSelectMany: false,
    })) ?? [];
  if (!file) {
    return false;
  }
  const settings = workspace.getConfiguration("connectorLsp");
  const before = settings.inspect<string>("python")?.globalValue;
  await settings.update("python", file.fsPath, true);
  return before === file.fsPath;
}
