// The runs that are kept, the latest first.

import type { VNode } from "preact";

import type { KeptRun } from "../../protocol";
import type { Controller } from "../controller";
import { formatTime, toneOf } from "../model/format";
import { type ConnectorState, titleOf } from "../model/state";
import { Button } from "./buttons";
import { Icon } from "./icons";

interface HistoryProps {
  controller: Controller;
  connector: ConnectorState;
  uri: string;
}

export function History({ controller, connector, uri }: HistoryProps): VNode {
  const { history, model, shown } = connector;
  if (history.length === 0) {
    return (
      <div class="placeholder">
        <Icon name="clock" />
        <p>Nothing was run yet. The last 50 runs are kept, without any secret.</p>
      </div>
    );
  }
  const actions = new Map(model?.actions.map((each) => [each.action, each]));
  return (
    <ul class="history" aria-label="History" tabIndex={0}>
      {history.map((run) => {
        const action = actions.get(run.action);
        const inputs = inputsLine(run);
        return (
          <li key={run.id} class={run.id === shown?.id ? "current" : undefined}>
            <button
              type="button"
              class="history-row"
              aria-current={run.id === shown?.id ? "true" : undefined}
              onClick={() => {
                controller.post({ type: "open", uri, id: run.id });
              }}
            >
              <span class="muted">{formatTime(run.started, Date.now(), true)}</span>
              <span class={`status ${toneOf(run.status)}`}>{run.status ?? "failed"}</span>
              <span class="history-title">{action?.label ?? titleOf(run.action)}</span>
              <span class="history-inputs" title={inputs}>
                {inputs}
              </span>
            </button>
            {action && action.fields.length > 0 && (
              <Button
                kind="link"
                title="Put the inputs of this run into the form; masked ones were not kept"
                onClick={() => {
                  controller.dispatch({ type: "fill", action: run.action, inputs: run.inputs });
                }}
              >
                Use inputs
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function inputsLine({ inputs }: KeptRun): string {
  return Object.entries(inputs)
    .map(([name, value]) => {
      const key = name.slice(name.indexOf(".") + 1);
      return `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
    })
    .join(", ");
}
