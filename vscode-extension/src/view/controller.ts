// What the view does: keeps the state, speaks with the host, and holds what is secret.

import type { ActionModel, FieldModel } from "../protocol";
import {
  CONNECTION_TEST,
  type FromView,
  type Job,
  SIGN_IN,
  type StepName,
  type ToView,
} from "./messages";
import { collectInputs, fieldName } from "./model/fields";
import { type Event, reduce } from "./model/reduce";
import { connectorOf, initialState, type State, toSaved } from "./model/state";

/** What the host gives a webview. */
export interface Host {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** What the parts of the view call. */
export class Controller {
  state: State;
  /**
   * What was typed into masked fields, by connector, form and field: in memory only, neither in the
   * state nor, once it was submitted, in the page.
   */
  private readonly secrets = new Map<string, Map<string, string>>();
  private jobs = 0;
  private revealed = 0;
  private readonly submissions = new Map<string, number>();

  constructor(
    private readonly host: Host,
    private readonly render: (controller: Controller) => void,
  ) {
    this.state = initialState(host.getState());
  }

  start(): void {
    this.render(this);
    this.post({ type: "ready" });
  }

  /**
   * The form to be shown and given the focus; undefined if none is, or if that has been done.
   *
   * Another connector's forms would take the focus again from the editor in which it was opened.
   */
  takeReveal(): string | undefined {
    const { form, count } = this.state.reveal;
    if (count === this.revealed) {
      return undefined;
    }
    this.revealed = count;
    return form;
  }

  /** A message of the host. */
  receive(message: ToView): void {
    this.dispatch(message);
    if (message.type === "signedIn" && message.result.isSignedIn) {
      this.afterSignIn(message.job);
    }
    if (message.type === "signedOut") {
      this.forgetAll(message.uri);
    }
    if (message.type === "show" && message.run && message.action) {
      if (message.action === CONNECTION_TEST) {
        this.test();
      } else {
        this.run(message.action);
      }
    }
  }

  dispatch(event: Event): void {
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state !== before) {
      this.host.setState(toSaved(this.state));
      this.render(this);
    }
  }

  post(message: FromView): void {
    this.host.postMessage(message);
  }

  choose(uri: string): void {
    this.dispatch({ type: "choose", uri });
    this.post({ type: "choose", uri });
  }

  // --- secrets -----------------------------------------------------------------------------------

  /** Keep what is typed into a masked field. */
  keepSecret(form: string, field: FieldModel, text: string): void {
    const kept = this.secretsOf(form);
    if (text === "") {
      kept.delete(fieldName(field));
    } else {
      kept.set(fieldName(field), text);
    }
    this.render(this);
  }

  hasSecret(form: string, field: FieldModel): boolean {
    return this.secretsOf(form).has(fieldName(field));
  }

  /** How often a form was submitted: then an empty masked input takes the place of the one before. */
  submissionsOf(form: string): number {
    return this.submissions.get(form) ?? 0;
  }

  private submitted(form: string): void {
    this.submissions.set(form, this.submissionsOf(form) + 1);
  }

  private secretsOf(form: string, uri = this.state.current ?? ""): Map<string, string> {
    const name = JSON.stringify([uri, form]);
    const known = this.secrets.get(name) ?? new Map<string, string>();
    this.secrets.set(name, known);
    return known;
  }

  private forget(uri: string, form: string): void {
    this.secretsOf(form, uri).clear();
    this.submitted(form);
    this.render(this);
  }

  private forgetAll(uri: string): void {
    for (const name of this.secrets.keys()) {
      const [of, form] = JSON.parse(name) as [string, string];
      if (of === uri) {
        this.forget(uri, form);
      }
    }
  }

  // --- running -----------------------------------------------------------------------------------

  run(action: string): void {
    this.submit(action, (job) => ({ type: "run", job, inputs: this.inputsOf(action) }));
  }

  /** Test the connection; with what was entered into the sign-in, if something was. */
  test(): void {
    const { state } = this.here();
    const fields = state.model?.authFields ?? [];
    const drafts = state.drafts[SIGN_IN] ?? {};
    const isEntered = fields.some(
      (field) => this.hasSecret(SIGN_IN, field) || (drafts[fieldName(field)] ?? "") !== "",
    );
    if (state.isSignInOpen && isEntered) {
      this.signIn(true);
    } else {
      this.run(CONNECTION_TEST);
    }
  }

  /** @param thenTest - whether to test the connection if it worked */
  signIn(thenTest = false): void {
    const { current, state } = this.here();
    const inputs = collectInputs(
      state.model?.authFields ?? [],
      {},
      state.drafts[SIGN_IN] ?? {},
      this.secretsOf(SIGN_IN),
    );
    const values: Record<string, string> = {};
    for (const of of Object.values(inputs)) {
      for (const [key, text] of Object.entries(of)) {
        values[key] = String(text);
      }
    }
    this.tested = thenTest ? current : undefined;
    const { remember } = state;
    this.submit(SIGN_IN, (job) => ({ type: "signIn", job, values, remember }));
  }

  private tested: string | undefined;

  private afterSignIn({ uri }: Job): void {
    this.forget(uri, SIGN_IN);
    if (this.tested === uri && uri === this.state.current) {
      this.run(CONNECTION_TEST);
    }
    this.tested = undefined;
  }

  saveCase(action: string, name: string): void {
    this.submit(action, (job) => ({ type: "saveCase", job, name, inputs: this.inputsOf(action) }));
  }

  cancel(form: string): void {
    const running = this.here().state.running[form];
    if (running) {
      this.post({ type: "cancel", job: running.job.id });
    }
  }

  private submit(form: string, message: (job: Job) => FromView): void {
    const { current, state } = this.here();
    if (state.running[form] || current === "") {
      return;
    }
    this.jobs += 1;
    const job = { id: `${Date.now()}.${this.jobs}`, uri: current, form };
    this.submitted(form);
    this.dispatch({ type: "began", job });
    this.post(message(job));
  }

  private inputsOf(action: string): ReturnType<typeof collectInputs> {
    const { state } = this.here();
    const found = state.model?.actions.find((each: ActionModel) => each.action === action);
    return collectInputs(
      found?.fields ?? [],
      found?.lastInputs ?? {},
      state.drafts[action] ?? {},
      this.secretsOf(action),
    );
  }

  // --- looking at a run --------------------------------------------------------------------------

  /** The body that is seen. */
  stepName(part: StepName["part"]): StepName {
    const { current, state } = this.here();
    return { uri: current, id: state.shown?.id ?? "", step: state.step, part };
  }

  private here(): { current: string; state: ReturnType<typeof connectorOf> } {
    const current = this.state.current ?? "";
    return { current, state: connectorOf(this.state, current) };
  }
}
