// What the tests of the view's pure parts share.

import type { DebuggerModel, FieldModel, RunResult } from "../../src/protocol";
import type { Job, ToView } from "../../src/view/messages";
import { initialState, type State } from "../../src/view/model/state";
import { reduce, type Event } from "../../src/view/model/reduce";
import { allText, type Lines } from "../../src/view/model/lines";

export const URI = "file:///pets.connector.json";

export function field(key: string, more: Partial<FieldModel> = {}): FieldModel {
  return {
    scope: "actionFields",
    key,
    type: "string",
    label: key,
    description: "",
    required: false,
    masked: false,
    choices: [],
    default: null,
    errorText: "",
    path: [],
    ...more,
  };
}

export function model(fields: FieldModel[], more: Partial<DebuggerModel> = {}): DebuggerModel {
  const action = {
    action: "pet/get",
    label: "Find a pet",
    helpText: "",
    fields,
    lastInputs: {},
    method: "GET",
    endpoint: "/pets",
    cases: [],
    path: ["actions", 0],
  };
  return {
    name: "Pets",
    authType: "none",
    isSignedIn: false,
    signedInAt: null,
    callbackUrl: "",
    authFields: [],
    actions: [action],
    ...more,
  };
}

/** The messages with which a view begins that has a connector. */
export function ready(found: DebuggerModel): ToView[] {
  return [
    { type: "status", status: { kind: "ready" } },
    { type: "connectors", connectors: [{ uri: URI, label: "pets" }], current: URI },
    { type: "model", uri: URI, model: found, errors: 0 },
  ];
}

export function after(...events: Event[]): State {
  return events.reduce(reduce, initialState(undefined));
}

export function job(form = "pet/get", id = "j1"): Job {
  return { id, uri: URI, form };
}

export function run(more: Partial<RunResult> = {}): RunResult {
  return {
    id: "r1",
    action: "pet/get",
    case: "",
    title: "Find a pet",
    isSuccess: true,
    message: "200 OK",
    failure: null,
    unmet: [],
    path: ["actions", 0],
    exchanges: [],
    ...more,
  };
}

/** All lines, laid out to the end. */
export function textOf(lines: Lines): string {
  Array.from(lines.layOut());
  return allText(lines);
}
