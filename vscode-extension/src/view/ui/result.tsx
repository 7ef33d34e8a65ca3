// A run: what became of it, its steps, and of one step the request and the response.

import type { ComponentChildren, VNode } from "preact";

import type { ExchangeJson, FailureJson, UnmetJson } from "../../protocol";
import type { Controller } from "../controller";
import {
  formatDuration,
  formatSize,
  formatTime,
  type Phase,
  phases,
  stepStatus,
} from "../model/format";
import { type ConnectorState, previousOf, type Shown } from "../model/state";
import { Method } from "./actions";
import { Button, Tabs } from "./buttons";
import { Message } from "./exchange";
import { History } from "./history";
import { Icon } from "./icons";
import { StepStatus } from "./outcome";

interface ResultProps {
  controller: Controller;
  connector: ConnectorState;
  uri: string;
}

export function Result({ controller, connector, uri }: ResultProps): VNode {
  const { tab } = controller.state;
  const { shown, history } = connector;
  const step = shown?.exchanges[connector.step];
  return (
    <div class="result">
      <div class="result-tabs">
        <Tabs
          label="Result"
          tabs={[
            { name: "response", text: "Response" },
            { name: "request", text: "Request" },
            {
              name: "history",
              text: history.length > 0 ? `History ${history.length}` : "History",
            },
          ]}
          selected={tab}
          onSelect={(name) => {
            controller.dispatch({ type: "tab", tab: name });
          }}
        />
        {shown && tab !== "history" && (
          <>
            <span class="run-title" title={shown.title}>
              {shown.title}
            </span>
            <RunButtons {...{ controller, connector, shown, uri }} />
          </>
        )}
      </div>
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} class="panel">
        {tab === "history" ? (
          <History {...{ controller, connector, uri }} />
        ) : shown && step ? (
          <>
            <Summary exchange={step} />
            {shown.exchanges.length > 1 && (
              <StepPicker controller={controller} shown={shown} step={connector.step} />
            )}
            {tab === "response" && <Failures {...{ controller, shown, exchange: step, uri }} />}
            {tab === "request" ? (
              <Message
                key={`${shown.id} ${connector.step} request`}
                controller={controller}
                part="request"
                body={step.request.body}
                headers={step.request.headers}
                url={step.request.url}
                isCut={false}
              />
            ) : (
              step.response && (
                <Message
                  key={`${shown.id} ${connector.step} response`}
                  controller={controller}
                  part="response"
                  body={step.response.body}
                  headers={step.response.headers}
                  isCut={step.response.isCut}
                />
              )
            )}
          </>
        ) : (
          <div class="placeholder">
            <Icon name="play" />
            <p>Test the authentication or an action; request and response appear here.</p>
          </div>
        )}
      </div>
    </div>
  );
}

interface RunButtonsProps {
  controller: Controller;
  connector: ConnectorState;
  shown: Shown;
  uri: string;
}

function RunButtons({ controller, connector, shown, uri }: RunButtonsProps): VNode | null {
  const { id } = shown;
  if (id === "") {
    return null;
  }
  const previous = previousOf(connector.history, shown);
  return (
    <div class="run-buttons">
      <Button
        kind="link"
        icon="diff"
        title={
          previous
            ? "Compare with the previous response of this action"
            : "There is no earlier response of this action"
        }
        isDisabled={!previous}
        onClick={() => {
          if (previous) {
            const part = "response";
            controller.post({
              type: "compare",
              before: { uri, id: previous.id, step: -1, part },
              after: { uri, id, step: -1, part },
            });
          }
        }}
      >
        Compare
      </Button>
      <Button
        kind="link"
        icon="copy"
        title="Copy the request as a cURL command, with variables for secrets"
        onClick={() => {
          controller.post({ type: "curl", uri, id });
        }}
      >
        cURL
      </Button>
      <Button
        kind="link"
        icon="save"
        title="Export the run as HAR 1.2"
        onClick={() => {
          controller.post({ type: "har", uri, id });
        }}
      >
        HAR
      </Button>
    </div>
  );
}

function Summary({ exchange }: { exchange: ExchangeJson }): VNode {
  const { request, response, timing } = exchange;
  return (
    <div class="summary">
      <div class="summary-line">
        <span class={`status large ${stepStatus(exchange).tone}`}>
          {response ? `${response.status} ${response.reason}`.trim() : withoutResponse(exchange)}
        </span>
        <span class="url-line">
          <Method method={request.method} />
          <span class="url">{request.url}</span>
        </span>
        <span class="figures">
          <span>{formatDuration(timing.total)}</span>
          {response && <Size response={response} />}
          <span>{formatTime(timing.started, Date.now(), true)}</span>
        </span>
      </div>
      <TimingBar exchange={exchange} />
    </div>
  );
}

/** A sign-in goes on in the browser, which shows nobody what it receives. */
function withoutResponse({ failure }: ExchangeJson): string {
  return failure ? "No response" : "In the browser";
}

function Size({ response }: { response: NonNullable<ExchangeJson["response"]> }): VNode {
  const compressed = response.headers.some(([name]) => name?.toLowerCase() === "content-encoding");
  const title = compressed ? "As it was sent, compressed" : "Of the body";
  return <span title={title}>{formatSize(response.encodedSize)}</span>;
}

const PHASES: Record<Phase, string> = {
  connect: "Connect",
  tls: "TLS",
  wait: "First byte",
  body: "Body",
  other: "Other",
};

function TimingBar({ exchange }: { exchange: ExchangeJson }): VNode | null {
  const found = phases(exchange.timing);
  if (found.length === 0) {
    return null;
  }
  return (
    <div class="timing">
      <div class="timing-bar" aria-hidden="true">
        {found.map(({ phase, seconds }) => (
          <span
            key={phase}
            class={`phase ${phase}`}
            style={{ flexGrow: (1000 * seconds) / exchange.timing.total }}
          />
        ))}
      </div>
      <ul class="timing-legend" aria-label="Timing">
        {found.map(({ phase, seconds }) => (
          <li key={phase}>
            <span class={`swatch ${phase}`} aria-hidden="true" />
            {PHASES[phase]} {formatDuration(seconds)}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface StepPickerProps {
  controller: Controller;
  shown: Shown;
  step: number;
}

function StepPicker({ controller, shown, step }: StepPickerProps): VNode {
  return (
    <nav class="step-picker" aria-label="Steps">
      {shown.exchanges.map((exchange, index) => (
        <button
          key={index}
          type="button"
          aria-current={index === step ? "step" : undefined}
          onClick={() => {
            controller.dispatch({ type: "step", step: index });
          }}
        >
          <span class="step-number">{index + 1}</span>
          {exchange.title}
          <StepStatus step={exchange} />
        </button>
      ))}
    </nav>
  );
}

interface FailuresProps {
  controller: Controller;
  shown: Shown;
  exchange: ExchangeJson;
  uri: string;
}

/** Why it did not work, with a way back into the editor. */
function Failures({ controller, shown, exchange, uri }: FailuresProps): VNode | null {
  const isLast = exchange === shown.exchanges.at(-1);
  const failure = (isLast ? shown.failure : null) ?? exchange.failure;
  if (!failure && (shown.isSuccess || !isLast)) {
    return null;
  }
  return (
    <div class="failures">
      {(failure ?? shown.unmet.length === 0) && (
        <Failure failure={failure} fallback={shown.message || "It did not work"}>
          {shown.path.length > 0 && (
            <Button
              icon="goTo"
              onClick={() => {
                controller.post({ type: "locate", uri, path: failure?.path ?? shown.path });
              }}
            >
              Return to editor
            </Button>
          )}
        </Failure>
      )}
      {isLast &&
        shown.unmet.map((unmet) => (
          <Unmet key={unmet.message} controller={controller} unmet={unmet} title={shown.case} />
        ))}
    </div>
  );
}

interface FailureProps {
  failure: FailureJson | null;
  fallback: string;
  children: ComponentChildren;
}

function Failure({ failure, fallback, children }: FailureProps): VNode {
  return (
    <div class="failure-box">
      <Icon name="error" />
      <div class="failure-text">
        <div>{failure?.message ?? fallback}</div>
        {failure && <div class="help">{failure.nextStep}</div>}
      </div>
      {children}
    </div>
  );
}

interface UnmetProps {
  controller: Controller;
  unmet: UnmetJson;
  title: string;
}

function Unmet({ controller, unmet, title }: UnmetProps): VNode {
  const { message, expected, actual } = unmet;
  return (
    <Failure failure={null} fallback={message}>
      <Button
        icon="diff"
        onClick={() => {
          controller.post({ type: "compareTexts", title, expected, actual });
        }}
      >
        Compare
      </Button>
    </Failure>
  );
}
