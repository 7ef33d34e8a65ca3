// Every change of the view's state, as one pure function.

import type { DebuggerModel, FailureJson, SignInResult } from "../../protocol";
import { CONNECTION_TEST, type Job, SIGN_IN, type ToView } from "../messages";
import type { Look } from "./body";
import { fieldName } from "./fields";
import {
  connectorOf,
  type ConnectorState,
  LEAST_SPLIT,
  MOST_SPLIT,
  type Outcome,
  type Pane,
  type Shown,
  shownOfKept,
  shownOfRun,
  type State,
  type Tab,
} from "./state";

/** What the user does that changes what is seen. */
export type UserEvent =
  | { type: "choose"; uri: string }
  | { type: "toggleSignIn"; isOpen: boolean }
  | { type: "toggleAction"; action: string }
  | { type: "filter"; text: string }
  | { type: "edit"; form: string; field: string; text: string }
  | { type: "remember"; isOn: boolean }
  | { type: "fill"; action: string; inputs: Record<string, unknown> }
  | { type: "pane"; pane: Pane }
  | { type: "split"; percent: number }
  | { type: "tab"; tab: Tab }
  | { type: "look"; look: Look }
  | { type: "wrap"; isOn: boolean }
  | { type: "step"; step: number }
  | { type: "showSignIn"; step: number };

export type Event = ToView | UserEvent;

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "status":
      return { ...state, status: event.status };
    case "connectors":
      return { ...state, connectors: event.connectors, current: event.current };
    case "model":
      return change(state, event.uri, (connector) => withModel(connector, event));
    case "show":
      return shown(state, event);
    case "began":
      return change(state, event.job.uri, ({ running, outcomes, ...rest }) => ({
        ...rest,
        running: { ...running, [event.job.form]: { job: event.job, messages: [] } },
        // One place tells how the sign-in ended and its test: the later of them.
        outcomes: without(
          event.job.form === SIGN_IN ? without(outcomes, CONNECTION_TEST) : outcomes,
          event.job.form,
        ),
      }));
    case "progress":
      return change(state, event.job.uri, (connector) => progressed(connector, event));
    case "ran":
      return ran(state, event);
    case "signedIn":
      return signedIn(state, event);
    case "signedOut":
      return signedOut(state, event);
    case "caseSaved":
      return noticed(
        ended(state, event.job, {
          isSuccess: true,
          message: `Saved as test case “${event.name}”`,
          nextStep: "",
          problems: [],
          saved: event.location,
        }),
        `Saved as test case ${event.name}`,
      );
    case "failed":
      return noticed(
        ended(state, event.job, {
          isSuccess: false,
          message: event.message,
          nextStep: "",
          problems: [],
        }),
        event.message,
      );
    case "history":
      return change(state, event.uri, (connector) => ({ ...connector, history: event.runs }));
    case "opened":
      return opened(state, event);
    case "notice":
      return noticed(state, event.text, true, event.isError);
    case "choose":
      return { ...state, current: event.uri };
    case "pane":
      return { ...state, pane: event.pane };
    case "split":
      return { ...state, split: Math.min(Math.max(event.percent, LEAST_SPLIT), MOST_SPLIT) };
    case "tab":
      return { ...state, tab: event.tab };
    case "look":
      return { ...state, look: event.look };
    case "wrap":
      return { ...state, isWrapped: event.isOn };
    case "toggleSignIn":
      return changeCurrent(state, (each) => ({ ...each, isSignInOpen: event.isOpen }));
    case "toggleAction":
      return changeCurrent(state, (each) => ({
        ...each,
        openAction: each.openAction === event.action ? null : event.action,
      }));
    case "filter":
      return changeCurrent(state, (each) => ({ ...each, filter: event.text }));
    case "remember":
      return changeCurrent(state, (each) => ({ ...each, remember: event.isOn }));
    case "edit":
      return changeCurrent(state, (each) => edited(each, event.form, event.field, event.text));
    case "fill":
      return filled(state, event.action, event.inputs);
    case "step":
      return changeCurrent(state, (each) => ({ ...each, step: event.step }));
    case "showSignIn":
      return {
        ...changeCurrent(state, (each) =>
          each.signIn ? { ...each, shown: each.signIn, step: event.step } : each,
        ),
        pane: "result",
        tab: state.tab === "history" ? "response" : state.tab,
      };
  }
}

// --- what the host says ---------------------------------------------------------------------------

/** A new model; what was entered is kept by its key, and by its action. */
function withModel(
  connector: ConnectorState,
  { model, errors }: { model: DebuggerModel | null; errors: number },
): ConnectorState {
  const isFirst = connector.model === undefined && model;
  return {
    ...connector,
    model,
    errors,
    drafts: model ? withoutMasked(connector.drafts, model) : connector.drafts,
    // Whoever opens a connector for the first time has to sign in first.
    isSignInOpen: isFirst ? needsSignIn(model) : connector.isSignInOpen,
  };
}

/** A field that became masked must not keep what was typed when it was not. */
function withoutMasked(drafts: ConnectorState["drafts"], model: DebuggerModel): typeof drafts {
  const forms: [
    string,
    DebuggerModel["authFields"][number][] | DebuggerModel["actions"][number]["fields"],
  ][] = [
    [SIGN_IN, model.authFields],
    ...model.actions.map(({ action, fields }): [string, typeof fields] => [action, fields]),
  ];
  let kept = drafts;
  for (const [form, fields] of forms) {
    for (const field of fields) {
      const name = fieldName(field);
      const draft = kept[form];
      if (field.masked && draft && name in draft) {
        kept = { ...kept, [form]: without(draft, name) };
      }
    }
  }
  return kept;
}

export function needsSignIn(model: DebuggerModel): boolean {
  return !model.isSignedIn && (model.authFields.length > 0 || model.callbackUrl !== "");
}

function shown(state: State, event: Extract<ToView, { type: "show" }>): State {
  const { action, section, uri } = event;
  const form = action && action !== CONNECTION_TEST ? action : section === "actions" ? "" : SIGN_IN;
  const changed = change(state, uri, (connector) => ({
    ...connector,
    openAction: action && action !== CONNECTION_TEST ? action : connector.openAction,
    isSignInOpen: connector.isSignInOpen || section === "authentication",
    filter: action ? "" : connector.filter,
  }));
  return {
    ...changed,
    current: uri,
    pane: "forms",
    reveal: action || section ? { form, count: state.reveal.count + 1 } : state.reveal,
  };
}

function progressed(
  connector: ConnectorState,
  { job, message, percentage }: Extract<ToView, { type: "progress" }>,
): ConnectorState {
  const known = connector.running[job.form];
  if (known?.job.id !== job.id) {
    return connector;
  }
  const isNew = message !== "" && message !== known.messages.at(-1);
  return {
    ...connector,
    running: {
      ...connector.running,
      [job.form]: {
        job,
        messages: isNew ? [...known.messages, message] : known.messages,
        ...(percentage === undefined ? {} : { percentage }),
      },
    },
  };
}

function ran(state: State, { job, run }: Extract<ToView, { type: "ran" }>): State {
  if (!run) {
    return stopped(state, job);
  }
  const result = shownOfRun(run);
  const after = ended(state, job, outcomeOf(result));
  return noticed(
    looking(after, job.uri, result.exchanges.length > 0 ? result : null),
    `${run.title}: ${saidOf(run.failure) ?? run.message}`,
  );
}

function stopped(state: State, job: Job): State {
  const outcome = { isSuccess: false, message: "Stopped", nextStep: "", problems: [] };
  return noticed(ended(state, job, outcome), "Stopped");
}

function signedIn(state: State, { job, result }: Extract<ToView, { type: "signedIn" }>): State {
  const { failure, isSignedIn } = result;
  if (!failure && !isSignedIn) {
    return stopped(state, job);
  }
  const steps = result.steps ? shownOfRun(result.steps) : null;
  const outcome: Outcome = failure
    ? outcomeOfFailure(failure, steps?.path)
    : { isSuccess: true, message: "Signed in", nextStep: "", problems: [] };
  const after = change(ended(state, job, outcome), job.uri, (connector) => ({
    ...withSession(connector, result),
    signIn: steps,
    isSignInOpen: failure !== null,
  }));
  const failedSteps = failure && steps && steps.exchanges.length > 0 ? steps : null;
  return noticed(
    looking(after, job.uri, failedSteps),
    failure ? `Sign-in failed: ${saidOf(failure) ?? ""}` : "Signed in",
  );
}

function opened(state: State, { uri, run, result }: Extract<ToView, { type: "opened" }>): State {
  const found = shownOfKept(run, connectorOf(state, uri).model);
  const complete = result ? { ...shownOfRun(result), exchanges: found.exchanges } : found;
  return looking(state, uri, complete);
}

function signedOut(state: State, { uri, result }: Extract<ToView, { type: "signedOut" }>): State {
  const { failure } = result;
  const after = change(state, uri, (connector) => {
    const outcomes = without(without(connector.outcomes, SIGN_IN), CONNECTION_TEST);
    return {
      ...withSession(connector, result),
      signIn: null,
      outcomes: failure ? { ...outcomes, [SIGN_IN]: outcomeOfFailure(failure) } : outcomes,
    };
  });
  return noticed(after, failure?.message ?? "Signed out");
}

/** Look at a run, at its last step. */
function looking(state: State, uri: string, run: Shown | null): State {
  if (!run) {
    return state;
  }
  const after = change(state, uri, (connector) => ({
    ...connector,
    shown: run,
    step: run.exchanges.length - 1,
  }));
  const isHere = uri === state.current;
  return isHere ? { ...after, pane: "result", tab: "response" } : after;
}

/** How a run ended, for the row that began it. */
function outcomeOf(run: Shown): Outcome {
  if (run.failure) {
    return outcomeOfFailure(run.failure, run.path);
  }
  const { isSuccess, message, path } = run;
  return { isSuccess, message, nextStep: "", problems: [], ...(isSuccess ? {} : { path }) };
}

/** A failure in a sentence; of inputs only how many are wrong, as each is told at its field. */
function saidOf(failure: FailureJson | null): string | undefined {
  const count = failure?.problems?.length;
  return count ? `${count} ${count === 1 ? "input is" : "inputs are"} wrong` : failure?.message;
}

function outcomeOfFailure(failure: FailureJson, path?: (string | number)[]): Outcome {
  const place = failure.path ?? path;
  return {
    isSuccess: false,
    // The problems themselves stand at their fields.
    message: failure.problems ? failure.nextStep : failure.message,
    nextStep: failure.problems ? "" : failure.nextStep,
    problems: failure.problems ?? [],
    ...(place ? { path: place } : {}),
  };
}

function ended(state: State, job: Job, outcome: Outcome): State {
  return change(state, job.uri, (connector) => ({
    ...connector,
    running:
      connector.running[job.form]?.job.id === job.id
        ? without(connector.running, job.form)
        : connector.running,
    outcomes: { ...connector.outcomes, [job.form]: outcome },
  }));
}

function withSession(connector: ConnectorState, result: SignInResult): ConnectorState {
  const { isSignedIn, signedInAt } = result;
  const { model } = connector;
  return { ...connector, model: model ? { ...model, isSignedIn, signedInAt } : model };
}

// --- what the user does ---------------------------------------------------------------------------

function edited(
  connector: ConnectorState,
  form: string,
  field: string,
  text: string,
): ConnectorState {
  const outcome = connector.outcomes[form];
  const isOther = ({ scope, key }: { scope: string; key: string }): boolean =>
    fieldName({ scope, key }) !== field;
  return {
    ...connector,
    drafts: { ...connector.drafts, [form]: { ...connector.drafts[form], [field]: text } },
    // What was wrong with the field was wrong with another value.
    outcomes: outcome
      ? {
          ...connector.outcomes,
          [form]: { ...outcome, problems: outcome.problems.filter(isOther) },
        }
      : connector.outcomes,
  };
}

/** Put the inputs of an earlier run into the form; secrets were redacted in them. */
function filled(state: State, action: string, inputs: Record<string, unknown>): State {
  const after = changeCurrent(state, (connector) => {
    const fields = connector.model?.actions.find((each) => each.action === action)?.fields ?? [];
    const drafts: Record<string, string> = {};
    for (const field of fields) {
      const value = inputs[fieldName(field)];
      if (!field.masked) {
        drafts[fieldName(field)] =
          typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
      }
    }
    return {
      ...connector,
      openAction: action,
      filter: "",
      drafts: { ...connector.drafts, [action]: drafts },
      outcomes: without(connector.outcomes, action),
    };
  });
  const reveal = { form: action, count: state.reveal.count + 1 };
  return { ...after, pane: "forms", reveal };
}

// --- changing parts -------------------------------------------------------------------------------

function changeCurrent(state: State, how: (connector: ConnectorState) => ConnectorState): State {
  return state.current === null ? state : change(state, state.current, how);
}

function change(
  state: State,
  uri: string,
  how: (connector: ConnectorState) => ConnectorState,
): State {
  const changed = how(connectorOf(state, uri));
  return { ...state, byConnector: { ...state.byConnector, [uri]: changed } };
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));
}

function noticed(state: State, text: string, isShown = false, isError = false): State {
  return { ...state, notice: { text, isError, isShown, count: state.notice.count + 1 } };
}
