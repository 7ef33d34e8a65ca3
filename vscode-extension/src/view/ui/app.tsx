// The whole view: what is said where nothing can be run, else the forms and the result.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Controller } from "../controller";
import type { HostCommand } from "../messages";
import { connectorOf, type ConnectorState, type State } from "../model/state";
import { Actions } from "./actions";
import { Authentication } from "./authentication";
import { Button } from "./buttons";
import { Icon, type IconName } from "./icons";
import { Result } from "./result";
import { Splitter } from "./splitter";

export function App({ controller }: { controller: Controller }): VNode {
  const { state } = controller;
  const { status, current } = state;
  const connector = current === null ? undefined : connectorOf(state, current);
  return (
    <>
      {connector?.model && current !== null && (status.kind === "ready" || isUsed(connector)) ? (
        <Debugger {...{ controller, connector, uri: current }} />
      ) : (
        <Empty controller={controller} connector={connector} />
      )}
      <Notice state={state} />
    </>
  );
}

/** A server that starts again does not take away what is looked at. */
function isUsed(connector: ConnectorState): boolean {
  return connector.shown !== null;
}

interface DebuggerProps {
  controller: Controller;
  connector: ConnectorState;
  uri: string;
}

function Debugger({ controller, connector, uri }: DebuggerProps): VNode {
  const { pane, split, connectors, status, reveal } = controller.state;
  const forms = useRef<HTMLDivElement>(null);
  const model = connector.model!;
  useEffect(() => {
    const form = controller.takeReveal();
    if (form !== undefined) {
      const place = [...forms.current!.querySelectorAll<HTMLElement>("[data-form]")].find(
        (each) => each.dataset.form === form,
      );
      place?.scrollIntoView({ block: "nearest" });
      place?.querySelector<HTMLElement>(".action-head, input, select, button")?.focus();
    }
  }, [reveal.count]);
  const showPane = (name: typeof pane): void => {
    controller.dispatch({ type: "pane", pane: name });
  };
  return (
    <main class={`debugger pane-${pane}`} style={{ "--split": `${split}%` }}>
      <div class="forms" ref={forms}>
        <header class="head">
          <div class="head-name">
            {connectors.length > 1 ? (
              <div class="select">
                <select
                  aria-label="Connector"
                  value={uri}
                  onInput={(event) => {
                    controller.choose(event.currentTarget.value);
                  }}
                >
                  {connectors.map((each) => (
                    <option key={each.uri} value={each.uri}>
                      {each.uri === uri && model.name
                        ? `${model.name} (${each.label})`
                        : each.label}
                    </option>
                  ))}
                </select>
                <Icon name="chevron" />
              </div>
            ) : (
              <h1>{model.name || connectors[0]?.label}</h1>
            )}
          </div>
          <div class="pane-switch">
            <Button
              kind="link"
              icon="goTo"
              onClick={() => {
                showPane("result");
              }}
            >
              Result
            </Button>
          </div>
        </header>
        {status.kind === "failed" && (
          <Banner text={status.message}>
            <CommandButton controller={controller} command="restartServer">
              Restart
            </CommandButton>
            <CommandButton controller={controller} command="showLog">
              Show log
            </CommandButton>
          </Banner>
        )}
        {status.kind === "starting" && <Banner text="The connector server starts again…" />}
        {connector.errors > 0 && (
          <Banner
            text={`${connector.errors} ${connector.errors === 1 ? "error" : "errors"} in the connector. It may not run until ${connector.errors === 1 ? "it is" : "they are"} corrected.`}
          >
            <Button
              kind="link"
              icon="goTo"
              onClick={() => {
                controller.post({ type: "showErrors", uri });
              }}
            >
              Go to error
            </Button>
          </Banner>
        )}
        {/* What stands in the page alone, such as a masked value, is of one connector. */}
        <Authentication key={`${uri} authentication`} {...{ controller, connector, model }} />
        <Actions key={`${uri} actions`} {...{ controller, connector, model }} />
      </div>
      <Splitter controller={controller} />
      <div class="results">
        <div class="pane-switch back">
          <Button
            kind="link"
            icon="chevron"
            onClick={() => {
              showPane("forms");
            }}
          >
            Authentication and actions
          </Button>
        </div>
        <Result {...{ controller, connector, uri }} />
      </div>
    </main>
  );
}

function Banner({ text, children }: { text: string; children?: ComponentChildren }): VNode {
  return (
    <div class="banner">
      <Icon name="info" />
      <span class="banner-text">{text}</span>
      {children}
    </div>
  );
}

interface CommandButtonProps {
  controller: Controller;
  command: HostCommand;
  kind?: "primary" | "secondary";
  children: ComponentChildren;
}

function CommandButton({
  controller,
  command,
  kind = "secondary",
  children,
}: CommandButtonProps): VNode {
  return (
    <Button
      kind={kind}
      onClick={() => {
        controller.post({ type: "command", command });
      }}
    >
      {children}
    </Button>
  );
}

interface EmptyProps {
  controller: Controller;
  connector: ConnectorState | undefined;
}

function Empty({ controller, connector }: EmptyProps): VNode {
  const { status } = controller.state;
  if (status.kind === "untrusted") {
    return (
      <Card icon="info" title="This workspace is not trusted">
        <p>The connector is checked, but nothing is sent and nobody signs in from here.</p>
        <CommandButton controller={controller} command="manageTrust" kind="primary">
          Manage workspace trust
        </CommandButton>
      </Card>
    );
  }
  if (status.kind === "failed") {
    return (
      <Card icon="error" title="The connector server does not run">
        <p>{status.message}</p>
        <CommandButton controller={controller} command="restartServer" kind="primary">
          Restart
        </CommandButton>
        <CommandButton controller={controller} command="showLog">
          Show log
        </CommandButton>
      </Card>
    );
  }
  if (!connector) {
    return (
      <Card icon="play" title="No connector is open">
        <p>Open a connector, or begin with one of the samples, to sign in and run its actions.</p>
        <CommandButton controller={controller} command="newConnector" kind="primary">
          New connector from a sample
        </CommandButton>
      </Card>
    );
  }
  if (status.kind === "starting" || connector.model === undefined) {
    return (
      <Card icon="clock" title="The connector server starts…">
        <div class="progress" role="progressbar" aria-label="Starting">
          <div class="progress-bar endless" />
        </div>
      </Card>
    );
  }
  return (
    <Card icon="info" title="There is no connector in this file">
      <p>It is JSON of another kind, or too little of it is written yet to see what it is.</p>
      <CommandButton controller={controller} command="newConnector">
        New connector from a sample
      </CommandButton>
    </Card>
  );
}

interface CardProps {
  icon: IconName;
  title: string;
  children: ComponentChildren;
}

function Card({ icon, title, children }: CardProps): VNode {
  return (
    <main class="empty">
      <Icon name={icon} />
      <h1>{title}</h1>
      {children}
    </main>
  );
}

function Notice({ state }: { state: State }): VNode {
  const { text, isError, isShown, count } = state.notice;
  const kind = isShown ? (isError ? "notice failure" : "notice") : "only-heard";
  return (
    <div class="notice-place" role="status">
      {text && (
        <div key={count} class={kind}>
          {text}
        </div>
      )}
    </div>
  );
}
