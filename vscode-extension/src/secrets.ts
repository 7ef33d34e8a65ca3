// The secrets that the user has remembered, in the place that VS Code has for them.

import type { SecretStorage } from "vscode";

import type { ClientRequestHandlers } from "./client";
import type { SecretParams } from "./protocol";

/** Answers the server, which decides what is remembered and for whom. */
export function secretHandlers(storage: SecretStorage): ClientRequestHandlers {
  return {
    "connector/findSecret": async (params) => (await storage.get(name(params))) ?? null,
    "connector/rememberSecret": async (params) => {
      await storage.store(name(params), params.value);
      return null;
    },
    "connector/forgetSecret": async (params) => {
      await storage.delete(name(params));
      return null;
    },
  };
}

function name({ owner, key }: SecretParams): string {
  return JSON.stringify([owner, key]);
}
