// The sign-in: its form, its state, and for OAuth its steps.

import type { VNode } from "preact";
import { useRef } from "preact/hooks";

import type { AuthFieldModel, DebuggerModel, ExchangeJson } from "../../protocol";
import type { Controller } from "../controller";
import { CONNECTION_TEST, SIGN_IN } from "../messages";
import { fieldName, initialText } from "../model/fields";
import { formatDuration, formatTime } from "../model/format";
import { needsSignIn } from "../model/reduce";
import type { ConnectorState } from "../model/state";
import { Button, IconButton } from "./buttons";
import { Field } from "./field";
import { Icon } from "./icons";
import { OutcomeLine, RunningLine, StepStatus } from "./outcome";
import { useFocusInPlace } from "./useFocusInPlace";

interface AuthenticationProps {
  controller: Controller;
  connector: ConnectorState;
  model: DebuggerModel;
}

export function Authentication({ controller, connector, model }: AuthenticationProps): VNode {
  const { running, outcomes } = connector;
  const busy = running[SIGN_IN] ?? running[CONNECTION_TEST];
  const outcome = outcomes[CONNECTION_TEST] ?? outcomes[SIGN_IN];
  const hasForm = model.authFields.length > 0 || model.callbackUrl !== "";
  const isOpen = hasForm && connector.isSignInOpen;
  const place = useRef<HTMLElement>(null);
  useFocusInPlace(place);
  const testButton = (
    <Button
      icon="play"
      isDisabled={busy !== undefined}
      onClick={() => {
        controller.test();
      }}
    >
      Test
    </Button>
  );
  const signOut = (text: string, forget: boolean): VNode => (
    <Button
      kind="link"
      isDisabled={busy !== undefined}
      onClick={() => {
        controller.post({ type: "signOut", uri: controller.state.current ?? "", forget });
      }}
    >
      {text}
    </Button>
  );
  return (
    <section
      ref={place}
      class="section"
      aria-labelledby="heading-authentication"
      data-form={SIGN_IN}
    >
      <header class="section-head">
        <h2 id="heading-authentication">Authentication</h2>
        <SessionState model={model} hasForm={hasForm} />
        <span class="spring" />
        {!isOpen && (
          <div class="section-buttons">
            {hasForm && (
              <Button
                kind={needsSignIn(model) ? "primary" : "link"}
                onClick={() => {
                  controller.dispatch({ type: "toggleSignIn", isOpen: true });
                }}
              >
                {model.isSignedIn ? "Change…" : "Sign in…"}
              </Button>
            )}
            {hasForm && model.isSignedIn && signOut("Sign out", false)}
            {testButton}
          </div>
        )}
      </header>
      {isOpen && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            controller.signIn();
          }}
        >
          {model.authFields.map((field) => (
            <Field
              key={fieldName(field)}
              controller={controller}
              form={SIGN_IN}
              field={field}
              text={draftOf(connector, field)}
              problem={outcomes[SIGN_IN]?.problems.find(({ key }) => key === field.key)}
              kept={keptNote(controller, field)}
            />
          ))}
          {model.callbackUrl && <CallbackUrl controller={controller} url={model.callbackUrl} />}
          {model.authFields.length > 0 && (
            <label class="checkbox">
              <input
                type="checkbox"
                checked={connector.remember}
                onChange={(event) => {
                  controller.dispatch({ type: "remember", isOn: event.currentTarget.checked });
                }}
              />
              <span>Remember on this computer, in VS Code’s secret storage</span>
            </label>
          )}
          <div class="form-buttons">
            <Button kind="primary" icon="key" isSubmit isDisabled={busy !== undefined}>
              {model.callbackUrl ? "Sign in in the browser" : "Sign in"}
            </Button>
            {testButton}
            {model.isSignedIn && signOut("Sign out and forget", true)}
            <Button
              kind="link"
              onClick={() => {
                controller.dispatch({ type: "toggleSignIn", isOpen: false });
              }}
            >
              Close
            </Button>
          </div>
          <VariableNote fields={model.authFields} />
        </form>
      )}
      {busy && <RunningLine controller={controller} running={busy} form={busy.job.form} />}
      {busy && <Reported messages={busy.messages} />}
      {!busy && outcome && (
        <OutcomeLine controller={controller} outcome={outcome} goTo="Go to the place at fault" />
      )}
      {connector.signIn && connector.signIn.exchanges.length > 0 && (
        <Steps
          steps={connector.signIn.exchanges}
          onSelect={(step) => {
            controller.dispatch({ type: "showSignIn", step });
          }}
        />
      )}
    </section>
  );
}

function SessionState({ model, hasForm }: { model: DebuggerModel; hasForm: boolean }): VNode {
  if (!hasForm) {
    return <span class="badge">No sign-in needed</span>;
  }
  if (!model.isSignedIn) {
    return <span class="badge">Not signed in</span>;
  }
  const at = model.signedInAt;
  return (
    <span class="badge success">
      <Icon name="check" />
      {at === null ? "Signed in" : `Signed in, ${formatTime(at, Date.now())}`}
    </span>
  );
}

function draftOf(connector: ConnectorState, field: AuthFieldModel): string {
  return connector.drafts[SIGN_IN]?.[fieldName(field)] ?? initialText(field, {});
}

/** What stands in an empty masked field. */
function keptNote(controller: Controller, field: AuthFieldModel): string {
  const isKept = field.hasValue || controller.hasSecret(SIGN_IN, field);
  return isKept ? "•••••••• kept; type to replace" : "";
}

/** In the place of the form there are variables of the environment, one for each field. */
function VariableNote({ fields }: { fields: readonly AuthFieldModel[] }): VNode | null {
  const variable = fields.find((field) => !field.hasValue && field.variable)?.variable;
  return variable ? (
    <div class="help">
      {`What is left empty is taken from environment variables, such as ${variable}.`}
    </div>
  ) : null;
}

function CallbackUrl({ controller, url }: { controller: Controller; url: string }): VNode {
  const isFixed = !url.includes(":PORT");
  return (
    <div class="field">
      <div class="field-label">
        <span id="callback-label">Callback URL</span>
      </div>
      <div class="help">
        Register it with the third party, so that the browser may come back here.
      </div>
      <div class="copyable" role="group" aria-labelledby="callback-label">
        <code>{url}</code>
        <IconButton
          icon="copy"
          label="Copy callback URL"
          onClick={() => {
            controller.post({ type: "copy", text: url, what: "Callback URL" });
          }}
        />
      </div>
      {!isFixed && (
        <div class="help">
          The port is another one at each sign-in. Where the service wants the exact address,{" "}
          <button
            type="button"
            class="button link inline"
            onClick={() => {
              controller.post({ type: "command", command: "openCallbackSetting" });
            }}
          >
            fix the port in the settings
          </button>{" "}
          and register the URL with it.
        </div>
      )}
    </div>
  );
}

/** What was reported so far, but for the last, which the progress line has. */
function Reported({ messages }: { messages: readonly string[] }): VNode | null {
  if (messages.length < 2) {
    return null;
  }
  return (
    <ol class="reported">
      {messages.slice(0, -1).map((message) => (
        <li key={message}>
          <Icon name="check" />
          {message}
        </li>
      ))}
    </ol>
  );
}

interface StepsProps {
  steps: readonly ExchangeJson[];
  onSelect: (step: number) => void;
}

/** The steps of a sign-in, each of which opens its request and response. */
function Steps({ steps, onSelect }: StepsProps): VNode {
  return (
    <ol class="steps" aria-label="Steps of the sign-in">
      {steps.map((step, index) => (
        <li key={index}>
          <button
            type="button"
            class="step-row"
            onClick={() => {
              onSelect(index);
            }}
          >
            <span class="step-number">{index + 1}</span>
            <span class="step-title">{step.title}</span>
            <StepStatus step={step} />
            <span class="muted">{formatDuration(step.timing.total)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
