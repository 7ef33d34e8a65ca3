import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { FailureJson, KeptRun } from "../../src/protocol";
import { SIGN_IN } from "../../src/view/messages";
import { connectorOf, initialState, previousOf, toSaved } from "../../src/view/model/state";
import { after, field, job, model, ready, run, URI } from "./viewSupport";

const EXCHANGE = {
  title: "Find a pet",
  request: { method: "GET", url: "https://a.example/", headers: [], body: { text: "" } },
  timing: { started: 0, connect: null, tls: null, firstByte: null, body: null, total: 0 },
  response: null,
  failure: null,
};

const WRONG: FailureJson = {
  kind: "InputError",
  message: "actionFields.name: A value is needed",
  nextStep: "Correct these inputs and run again; nothing was sent",
  problems: [{ scope: "actionFields", key: "name", message: "A value is needed" }],
};

function kept(id: string, action = "pet/get"): KeptRun {
  return { id, action, started: 0, inputs: {}, status: 200 };
}

describe("a connector that changes", () => {
  const edit = { type: "edit", form: "pet/get", field: "actionFields.name", text: "Mia" } as const;

  it("keeps what was entered, by its key", () => {
    const state = after(
      ...ready(model([field("name")])),
      edit,
      ...ready(model([field("age"), field("name", { label: "New name" })])),
    );
    assert.equal(connectorOf(state, URI).drafts["pet/get"]?.["actionFields.name"], "Mia");
  });

  it("forgets what was entered into a field that is masked now", () => {
    const state = after(
      ...ready(model([field("name")])),
      edit,
      ...ready(model([field("name", { masked: true })])),
    );
    assert.deepEqual(connectorOf(state, URI).drafts["pet/get"], {});
  });

  it("shows the sign-in first where one is needed, and lets it be closed", () => {
    const auth = { ...field("key", { scope: "authFields" }), variable: "KEY", hasValue: false };
    const found = model([], { authFields: [auth] });
    const state = after(...ready(found));
    assert.ok(connectorOf(state, URI).isSignInOpen);
    const closed = after(...ready(found), { type: "toggleSignIn", isOpen: false }, ...ready(found));
    assert.ok(!connectorOf(closed, URI).isSignInOpen);
  });
});

describe("a run", () => {
  const began = { type: "began", job: job() } as const;

  it("is under way until it ended, with what was reported", () => {
    const state = after(
      ...ready(model([])),
      began,
      { type: "progress", job: job(), message: "Sending" },
      { type: "progress", job: job(), message: "Sending", percentage: 50 },
      { type: "progress", job: job("pet/get", "another"), message: "Late" },
    );
    const running = connectorOf(state, URI).running["pet/get"];
    assert.deepEqual(running?.messages, ["Sending"]);
    assert.equal(running.percentage, 50);
  });

  it("is looked at when it ended, at its last step", () => {
    const state = after(...ready(model([])), { type: "tab", tab: "history" }, began, {
      type: "ran",
      job: job(),
      run: run({ exchanges: [EXCHANGE, EXCHANGE] }),
    });
    const connector = connectorOf(state, URI);
    assert.deepEqual(connector.running, {});
    assert.equal(connector.shown?.id, "r1");
    assert.equal(connector.step, 1);
    assert.equal(state.tab, "response");
    assert.equal(state.pane, "result");
    assert.match(state.notice.text, /Find a pet: 200 OK/);
  });

  it("that could not be sent leaves the last response, and tells at its fields", () => {
    const shown = { type: "ran", job: job(), run: run({ exchanges: [EXCHANGE] }) } as const;
    const failed = run({ id: "", isSuccess: false, failure: WRONG });
    const state = after(...ready(model([field("name")])), shown, {
      type: "ran",
      job: job(),
      run: failed,
    });
    const connector = connectorOf(state, URI);
    assert.equal(connector.shown?.id, "r1");
    assert.deepEqual(connector.outcomes["pet/get"]?.problems, WRONG.problems);
    assert.match(connector.outcomes["pet/get"]?.message ?? "", /nothing was sent/);
  });

  it("has its problem until the field is changed", () => {
    const failed = run({ id: "", isSuccess: false, failure: WRONG });
    const ended = { type: "ran", job: job(), run: failed } as const;
    const edit = { type: "edit", form: "pet/get", field: "actionFields.name", text: "M" } as const;
    const state = after(...ready(model([field("name")])), ended, edit);
    assert.deepEqual(connectorOf(state, URI).outcomes["pet/get"]?.problems, []);
  });

  it("that was stopped says so", () => {
    const state = after(...ready(model([])), began, { type: "ran", job: job(), run: null });
    assert.equal(connectorOf(state, URI).outcomes["pet/get"]?.message, "Stopped");
  });

  it("of another connector does not take the place of what is seen", () => {
    const other = { ...job(), uri: "file:///other.connector.json" };
    const state = after(...ready(model([])), {
      type: "ran",
      job: other,
      run: run({ exchanges: [EXCHANGE] }),
    });
    assert.equal(state.pane, "forms");
    assert.equal(connectorOf(state, URI).shown, null);
  });

  it("is compared with the one before of the same action", () => {
    const history = [kept("r3"), kept("r2", "pet/create"), kept("r1"), kept("r0")];
    const state = after(...ready(model([])), {
      type: "opened",
      uri: URI,
      run: { ...kept("r3"), exchanges: [EXCHANGE] },
    });
    const { shown } = connectorOf(state, URI);
    assert.ok(shown);
    assert.equal(previousOf(history, shown)?.id, "r1");
    assert.equal(previousOf(history.slice(0, 2), shown), undefined);
  });
});

describe("the sign-in", () => {
  const signedIn = { isSignedIn: true, signedInAt: 5, failure: null, steps: null };

  it("closes its form when it worked", () => {
    const state = after(
      ...ready(model([])),
      { type: "toggleSignIn", isOpen: true },
      { type: "signedIn", job: job(SIGN_IN), result: signedIn },
    );
    const connector = connectorOf(state, URI);
    assert.ok(!connector.isSignInOpen);
    assert.equal(connector.model?.signedInAt, 5);
  });

  it("shows the step of OAuth that failed", () => {
    const failure = { kind: "SignInError", message: "No token", nextStep: "Look at it" };
    const steps = run({ id: "s1", action: "signIn", isSuccess: false, exchanges: [EXCHANGE] });
    const state = after(...ready(model([])), {
      type: "signedIn",
      job: job(SIGN_IN),
      result: { isSignedIn: false, signedInAt: null, failure, steps },
    });
    assert.equal(connectorOf(state, URI).shown?.id, "s1");
    assert.equal(connectorOf(state, URI).outcomes[SIGN_IN]?.message, "No token");
  });

  it("that was stopped is no failure", () => {
    const result = { isSignedIn: false, signedInAt: null, failure: null, steps: null };
    const state = after(...ready(model([])), { type: "signedIn", job: job(SIGN_IN), result });
    assert.equal(connectorOf(state, URI).outcomes[SIGN_IN]?.message, "Stopped");
  });
});

describe("what outlives the view", () => {
  it("is what was chosen and entered, but nothing of the sign-in and no response", () => {
    const state = after(
      ...ready(model([field("name")])),
      { type: "toggleAction", action: "pet/get" },
      { type: "edit", form: "pet/get", field: "actionFields.name", text: "Mia" },
      { type: "edit", form: SIGN_IN, field: "authFields.key", text: "not-masked-but-secret" },
      { type: "ran", job: job(), run: run({ exchanges: [EXCHANGE] }) },
    );
    const saved = JSON.parse(JSON.stringify(toSaved(state))) as unknown;
    assert.doesNotMatch(JSON.stringify(saved), /not-masked-but-secret|a\.example/);
    const again = initialState(saved);
    assert.equal(again.current, URI);
    assert.equal(connectorOf(again, URI).openAction, "pet/get");
    assert.equal(connectorOf(again, URI).drafts["pet/get"]?.["actionFields.name"], "Mia");
  });

  for (const other of [undefined, null, 5, {}, { version: 2 }, "text"]) {
    it(`is left alone if it is of another version: ${JSON.stringify(other)}`, () => {
      assert.deepEqual(initialState(other), initialState(undefined));
    });
  }
});

describe("the inputs of an earlier run", () => {
  it("fill the form, but for masked ones", () => {
    const state = after(...ready(model([field("a"), field("b"), field("c", { masked: true })])), {
      type: "fill",
      action: "pet/get",
      inputs: { "actionFields.a": { x: 1 }, "actionFields.c": "{{actionFields.c}}" },
    });
    const connector = connectorOf(state, URI);
    assert.deepEqual(connector.drafts["pet/get"], {
      "actionFields.a": '{"x":1}',
      "actionFields.b": "",
    });
    assert.equal(connector.openAction, "pet/get");
    assert.equal(state.pane, "forms");
  });
});
