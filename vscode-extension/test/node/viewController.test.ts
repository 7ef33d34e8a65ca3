import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { AuthFieldModel, DebuggerModel } from "../../src/protocol";
import { Controller } from "../../src/view/controller";
import { type FromView, SIGN_IN } from "../../src/view/messages";
import { collectInputs, entryOf, initialText, jsonProblem } from "../../src/view/model/fields";
import { formatDuration, formatSize, phases } from "../../src/view/model/format";
import { field, model, ready, URI } from "./viewSupport";

const SECRET = "pk_5e4f1c";
const NAME = field("name");
const PIN = field("pin", { masked: true });
const KEY: AuthFieldModel = {
  ...field("api_key", { scope: "authFields", masked: true }),
  variable: "CONNECTOR_PETS_API_KEY",
  hasValue: false,
};

function begun(found: DebuggerModel): {
  controller: Controller;
  last: () => FromView | undefined;
  kept: () => string;
} {
  const sent: FromView[] = [];
  let saved: unknown;
  const host = {
    postMessage: (message: FromView) => sent.push(message),
    getState: () => undefined,
    setState: (state: unknown) => {
      saved = state;
    },
  };
  const controller = new Controller(host, () => undefined);
  controller.start();
  for (const message of ready(found)) {
    controller.receive(message);
  }
  return { controller, last: () => sent.at(-1), kept: () => JSON.stringify(saved) };
}

describe("a form", () => {
  it("sends what was entered, once until it ended", () => {
    const { controller, last } = begun(model([NAME, PIN]));
    controller.dispatch({ type: "edit", form: "pet/get", field: "actionFields.name", text: "Mia" });
    controller.keepSecret("pet/get", PIN, SECRET);
    controller.run("pet/get");
    const first = last();
    assert.ok(first?.type === "run");
    assert.deepEqual(first.inputs, { actionFields: { name: "Mia", pin: SECRET } });
    controller.run("pet/get");
    assert.equal(last(), first);
  });

  it("keeps a secret for the next run, in no state", () => {
    const { controller, kept } = begun(model([NAME, PIN]));
    controller.keepSecret("pet/get", PIN, SECRET);
    const before = controller.submissionsOf("pet/get");
    controller.run("pet/get");
    assert.ok(controller.hasSecret("pet/get", PIN));
    assert.equal(controller.submissionsOf("pet/get"), before + 1);
    assert.ok(!kept().includes(SECRET));
    assert.ok(!JSON.stringify(controller.state).includes(SECRET));
  });

  it("of the sign-in forgets its secrets when it worked, and then tests if that was asked for", () => {
    const { controller, last } = begun(model([], { authFields: [KEY] }));
    controller.keepSecret(SIGN_IN, KEY, SECRET);
    controller.signIn(true);
    const signIn = last();
    assert.ok(signIn?.type === "signIn");
    assert.deepEqual(signIn.values, { api_key: SECRET });
    const result = { isSignedIn: true, signedInAt: 1, failure: null, steps: null };
    controller.receive({ type: "signedIn", job: signIn.job, result });
    assert.ok(!controller.hasSecret(SIGN_IN, KEY));
    const test = last();
    assert.ok(test?.type === "run");
    assert.equal(test.job.form, "testConnection");
  });

  it("of the sign-in keeps its secrets when it failed", () => {
    const { controller, last } = begun(model([], { authFields: [KEY] }));
    controller.keepSecret(SIGN_IN, KEY, SECRET);
    controller.signIn();
    const signIn = last();
    assert.ok(signIn?.type === "signIn");
    const failure = { kind: "SignInError", message: "No", nextStep: "" };
    const result = { isSignedIn: false, signedInAt: null, failure, steps: null };
    controller.receive({ type: "signedIn", job: signIn.job, result });
    assert.ok(controller.hasSecret(SIGN_IN, KEY));
  });

  it("of the sign-in is sent before the test that a lens asks for, if it was filled in", () => {
    const { controller, last } = begun(model([], { authFields: [KEY] }));
    const show = { type: "show", uri: URI, action: "testConnection", run: true } as const;
    controller.keepSecret(SIGN_IN, KEY, SECRET);
    controller.receive({ ...show, section: "authentication" });
    assert.equal(last()?.type, "signIn");
  });

  it("has no secret any more after signing out", () => {
    const { controller } = begun(model([NAME, PIN], { authFields: [KEY] }));
    controller.keepSecret("pet/get", PIN, SECRET);
    controller.keepSecret(SIGN_IN, KEY, SECRET);
    const result = { isSignedIn: false, signedInAt: null, failure: null, steps: null };
    controller.receive({ type: "signedOut", uri: URI, result });
    assert.ok(!controller.hasSecret("pet/get", PIN));
    assert.ok(!controller.hasSecret(SIGN_IN, KEY));
  });

  it("is run at once where a lens asks for it", () => {
    const { controller, last } = begun(model([NAME]));
    controller.receive({ type: "show", uri: URI, action: "pet/get", run: true });
    assert.equal(last()?.type, "run");
  });
});

describe("a field", () => {
  const none = new Map<string, string>();

  it("is left out while it is empty, unless its default was removed", () => {
    const fields = [field("a"), field("b", { default: "x" }), field("c", { default: 5 })];
    assert.deepEqual(collectInputs(fields, {}, { "actionFields.b": "" }, none), {
      actionFields: { b: "", c: "5" },
    });
  });

  it("starts with what was entered last, else with its default", () => {
    const found = field("a", { default: [1] });
    assert.equal(initialText(found, { actionFields: { a: { b: 1 } } }), '{\n  "b": 1\n}');
    assert.equal(initialText(found, {}), "[\n  1\n]");
    assert.equal(initialText({ ...found, masked: true }, { actionFields: { a: "x" } }), "");
  });

  it("is entered as its type asks for", () => {
    const entry = (type: string, text = ""): string => entryOf(field("a", { type }), text);
    assert.deepEqual(
      ["string", "integer", "boolean", "object", "whatever"].map((t) => entry(t)),
      ["text", "number", "boolean", "json", "text"],
    );
    assert.equal(entry("date", "2026-11-25"), "date");
    assert.equal(entry("date", "2026-11-25T10:00"), "text");
    assert.equal(entryOf(field("a", { masked: true, choices: [["x", "X"]] }), ""), "masked");
    assert.equal(entryOf(field("a", { choices: [["x", "X"]] }), ""), "choice");
  });

  it("says what is wrong with its JSON", () => {
    assert.equal(jsonProblem(field("a", { type: "array" }), "[1]"), undefined);
    assert.equal(jsonProblem(field("a", { type: "array" }), " "), undefined);
    assert.match(jsonProblem(field("a", { type: "array" }), "{}") ?? "", /array/);
    assert.match(jsonProblem(field("a", { type: "object" }), "[]") ?? "", /object/);
    assert.match(jsonProblem(field("a", { type: "object" }), "{") ?? "", /^Not JSON yet/);
  });
});

describe("figures", () => {
  it("are short", () => {
    assert.deepEqual([0, 999, 1000, 12_345, 999_949, 999_950, 10_000_000].map(formatSize), [
      "0 B",
      "999 B",
      "1.0 KB",
      "12.3 KB",
      "1000 KB",
      "1.0 MB",
      "10.0 MB",
    ]);
    assert.deepEqual([0, 0.0004, 0.25, 0.9996, 9.99, 59.9, 125].map(formatDuration), [
      "< 1 ms",
      "< 1 ms",
      "250 ms",
      "1.00 s",
      "9.99 s",
      "59.9 s",
      "2 min 5 s",
    ]);
  });

  it("leave out phases that were not reached", () => {
    const timing = { started: 0, connect: null, tls: null, firstByte: 0.5, body: 0.25, total: 1 };
    assert.deepEqual(phases(timing), [
      { phase: "wait", seconds: 0.5 },
      { phase: "body", seconds: 0.25 },
      { phase: "other", seconds: 0.25 },
    ]);
  });
});
