// What the view knows, and what of it outlives the view.

import type { DebuggerModel, KeptRun, LocationJson, ProblemJson, RunResult } from "../../protocol";
import {
  CONNECTION_TEST,
  type ConnectorInfo,
  type Job,
  type ServerStatus,
  SIGN_IN,
} from "../messages";
import type { Look } from "./body";
import type { Drafts } from "./fields";
import { toneOf } from "./format";

export type Tab = "response" | "request" | "history";

/** Which half is seen where there is no room for both. */
export type Pane = "forms" | "result";

export interface State {
  status: ServerStatus;
  connectors: ConnectorInfo[];
  current: string | null;
  /** By URI, those that were ever looked at. */
  byConnector: Readonly<Record<string, ConnectorState>>;
  pane: Pane;
  /** How wide the forms are where both halves are seen, in percent. */
  split: number;
  tab: Tab;
  look: Look;
  isWrapped: boolean;
  notice: Notice;
  /** An action that a lens asked to be brought into view. */
  reveal: { form: string; count: number };
}

/** Said to a screen reader. */
export interface Notice {
  text: string;
  isError: boolean;
  /** Whether it is shown for a while, too: what nothing else in the view tells. */
  isShown: boolean;
  /** Tells it from the one before. */
  count: number;
}

export interface ConnectorState {
  /** Null if the file is no connector; undefined until the server told. */
  model: DebuggerModel | null | undefined;
  /** How many errors the editor marks in it. */
  errors: number;
  isSignInOpen: boolean;
  openAction: string | null;
  filter: string;
  /** By form; masked fields are never in them. */
  drafts: Readonly<Record<string, Drafts>>;
  remember: boolean;
  running: Readonly<Record<string, RunningJob>>;
  /** By form: how the last attempt ended, until the next. */
  outcomes: Readonly<Record<string, Outcome>>;
  /** The steps of the last sign-in by OAuth. */
  signIn: Shown | null;
  shown: Shown | null;
  step: number;
  history: readonly KeptRun[];
}

export interface RunningJob {
  job: Job;
  /** What was reported, the latest last. */
  messages: readonly string[];
  percentage?: number;
}

/** How an attempt ended, for the place where it was begun. */
export interface Outcome {
  isSuccess: boolean;
  message: string;
  nextStep: string;
  problems: readonly ProblemJson[];
  /** The way to what is at fault in the connector; undefined if nothing there is. */
  path?: (string | number)[];
  saved?: LocationJson;
}

/** A run that is looked at; its id is empty where nothing was sent. */
export type Shown = Required<RunResult>;

/** What `vscode.setState` keeps: choices and drafts, no secret and no response. */
export interface Saved {
  version: 1;
  current: string | null;
  isWrapped: boolean;
  split?: number;
  connectors: Record<string, Pick<ConnectorState, "openAction" | "filter" | "drafts">>;
}

/** How the halves begin, and how far they go, in percent of the width for the forms. */
export const SPLIT = 36;
export const LEAST_SPLIT = 20;
export const MOST_SPLIT = 70;

export function initialState(saved: unknown): State {
  const known = isSaved(saved) ? saved : undefined;
  const byConnector: Record<string, ConnectorState> = {};
  for (const [uri, kept] of Object.entries(known?.connectors ?? {})) {
    byConnector[uri] = { ...NEW_CONNECTOR, ...kept };
  }
  return {
    status: { kind: "starting" },
    connectors: [],
    current: known?.current ?? null,
    byConnector,
    pane: "forms",
    split: known?.split ?? SPLIT,
    tab: "response",
    look: "pretty",
    isWrapped: known?.isWrapped ?? true,
    notice: { text: "", isError: false, isShown: false, count: 0 },
    reveal: { form: "", count: 0 },
  };
}

export function toSaved(state: State): Saved {
  const connectors: Saved["connectors"] = {};
  for (const [uri, { openAction, filter, drafts }] of Object.entries(state.byConnector)) {
    // Of the sign-in nothing at all: not every connector masks what is secret.
    const ofActions = Object.entries(drafts).filter(([form]) => form !== SIGN_IN);
    connectors[uri] = { openAction, filter, drafts: Object.fromEntries(ofActions) };
  }
  const { current, isWrapped, split } = state;
  return { version: 1, current, isWrapped, split, connectors };
}

export const NEW_CONNECTOR: ConnectorState = {
  model: undefined,
  errors: 0,
  isSignInOpen: false,
  openAction: null,
  filter: "",
  drafts: {},
  remember: false,
  running: {},
  outcomes: {},
  signIn: null,
  shown: null,
  step: 0,
  history: [],
};

export function connectorOf(state: State, uri: string): ConnectorState {
  return state.byConnector[uri] ?? NEW_CONNECTOR;
}

export function shownOfRun(run: RunResult): Shown {
  return { ...run, exchanges: run.exchanges ?? [] };
}

/** A run of the history as it is shown: the connector may have changed since. */
export function shownOfKept(kept: KeptRun, model: DebuggerModel | null | undefined): Shown {
  const exchanges = kept.exchanges ?? [];
  const action = model?.actions.find((each) => each.action === kept.action);
  const failure = exchanges.at(-1)?.failure ?? null;
  return {
    id: kept.id,
    action: kept.action,
    case: "",
    title: action?.label ?? titleOf(kept.action),
    isSuccess: toneOf(kept.status) === "success" && !failure,
    message: failure?.message ?? "",
    failure,
    unmet: [],
    path: action?.path ?? [],
    exchanges,
  };
}

/** What an action is called of which the connector knows nothing any more. */
export function titleOf(action: string): string {
  return action === CONNECTION_TEST ? "Test authentication" : action;
}

/** The run of the same action before the one that is shown; the history has the latest first. */
export function previousOf(history: readonly KeptRun[], shown: Shown): KeptRun | undefined {
  const here = history.findIndex((each) => each.id === shown.id);
  return here === -1
    ? undefined
    : history.slice(here + 1).find((each) => each.action === shown.action);
}

function isSaved(value: unknown): value is Saved {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}
