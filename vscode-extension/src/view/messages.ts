// What the extension host and the view say to each other; both import it.

import type { DebuggerModel, KeptRun, LocationJson, RunResult, SignInResult } from "../protocol";

/** Inputs as text, or as JSON where the connector's default is no text. */
export type Inputs = Record<string, Record<string, unknown>>;

/** Whether there is a server to ask, and why not. */
export type ServerStatus =
  | { kind: "starting" }
  | { kind: "ready" }
  | { kind: "failed"; message: string }
  | { kind: "untrusted" };

/** A connector that is open in the editor. */
export interface ConnectorInfo {
  uri: string;
  /** Of the file, with as much of its folder as tells it from the others. */
  label: string;
}

/** Work under way: a run, a sign-in, saving a case. */
export interface Job {
  id: string;
  uri: string;
  /** `signIn`, or the action that runs. */
  form: string;
}

export type ToView =
  | { type: "status"; status: ServerStatus }
  | { type: "connectors"; connectors: ConnectorInfo[]; current: string | null }
  | { type: "model"; uri: string; model: DebuggerModel | null; errors: number }
  | { type: "show"; uri: string; action?: string; section?: Section; run?: boolean }
  | { type: "began"; job: Job }
  | { type: "progress"; job: Job; message: string; percentage?: number }
  | { type: "ran"; job: Job; run: RunResult | null }
  | { type: "signedIn"; job: Job; result: SignInResult }
  | { type: "signedOut"; uri: string; result: SignInResult }
  | { type: "caseSaved"; job: Job; name: string; location: LocationJson }
  | { type: "failed"; job: Job; message: string }
  | { type: "history"; uri: string; runs: KeptRun[] }
  | { type: "opened"; uri: string; run: KeptRun; result?: RunResult }
  | { type: "notice"; text: string; isError?: boolean };

export type FromView =
  | { type: "ready" }
  | { type: "choose"; uri: string }
  | { type: "run"; job: Job; inputs: Inputs }
  | { type: "signIn"; job: Job; values: Record<string, string>; remember: boolean }
  | { type: "signOut"; uri: string; forget: boolean }
  | { type: "cancel"; job: string }
  | { type: "saveCase"; job: Job; name: string; inputs: Inputs }
  | { type: "locate"; uri: string; path: (string | number)[] }
  | { type: "showErrors"; uri: string }
  | { type: "openLocation"; location: LocationJson }
  | { type: "open"; uri: string; id: string }
  | { type: "curl"; uri: string; id: string }
  | { type: "har"; uri: string; id: string }
  | { type: "saveBody"; step: StepName }
  | { type: "openBody"; step: StepName }
  | { type: "compare"; before: StepName; after: StepName }
  | { type: "compareTexts"; title: string; expected: string; actual: string }
  | { type: "copy"; text: string; what: string }
  | { type: "command"; command: HostCommand };

export type Section = "authentication" | "actions";

/** A body of one step of a run that is kept. */
export interface StepName {
  uri: string;
  id: string;
  /** Which of the run's exchanges. */
  step: number;
  part: "request" | "response";
}

/** What the view can have VS Code do. */
export type HostCommand =
  "newConnector" | "showLog" | "restartServer" | "manageTrust" | "openCallbackSetting";

/** The name of the sign-in among forms; no action can be called so, as each has a slash. */
export const SIGN_IN = "signIn";

/** The action that tests the connection. */
export const CONNECTION_TEST = "testConnection";
