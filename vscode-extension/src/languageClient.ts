// The library for language clients, set up as we use it. Imported late, and by `client.ts` alone.

import { type Disposable, window } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  MessageType,
  RevealOutputChannelOn,
  type ServerOptions,
  ShowMessageNotification,
  State,
  type StaticFeature,
  WorkDoneProgress,
} from "vscode-languageclient/node";

import { tell } from "./notices";

const SHOWS: Partial<Record<MessageType, typeof window.showErrorMessage>> = {
  [MessageType.Error]: window.showErrorMessage,
  [MessageType.Warning]: window.showWarningMessage,
};

/** A client that is not started yet. */
export function begin(
  server: ServerOptions,
  options: LanguageClientOptions,
  capabilities: Record<string, boolean>,
): LanguageClient {
  const client = new QuietClient("connectorLsp", "Claris Connector", server, {
    ...options,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
  });
  client.registerFeature(experimental(capabilities));
  // Where messages are traced as JSON, there is nothing but details; it is no method to override.
  Object.assign(client, { traceObject: () => undefined });
  client.onNotification(ShowMessageNotification.type, ({ type, message }) => {
    tell(SHOWS[type] ?? window.showInformationMessage, message);
  });
  return client;
}

/** Be told when a client that runs does so no more. */
export function onEnd(client: LanguageClient, listener: () => void): void {
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) {
      listener();
    }
  });
}

/** Be told how far the work is that has this token. */
export function onWorkDone(
  client: LanguageClient,
  token: string,
  listener: (message: string, percentage?: number) => void,
): Disposable {
  return client.onProgress(WorkDoneProgress.type, token, (value) => {
    if (value.kind !== "end") {
      const title = value.kind === "begin" ? value.title : "";
      listener(value.message ?? title, value.percentage);
    }
  });
}

/** Says nothing by itself, and never writes what messages carry into the log. */
class QuietClient extends LanguageClient {
  /** Whoever can do something about an error says so in better words. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** The details of a message may hold a secret. */
  override trace(message: string): void {
    super.trace(message);
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
