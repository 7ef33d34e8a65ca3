// What became of an attempt, beside the form that began it.

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { ExchangeJson } from "../../protocol";
import type { Controller } from "../controller";
import { formatDuration, stepStatus } from "../model/format";
import type { Outcome, RunningJob } from "../model/state";
import { Button } from "./buttons";
import { Icon } from "./icons";

interface OutcomeLineProps {
  controller: Controller;
  outcome: Outcome;
  /** Leads to what is at fault, such as `Go to action`. */
  goTo: string;
}

export function OutcomeLine({ controller, outcome, goTo }: OutcomeLineProps): VNode {
  const { isSuccess, message, nextStep, path, saved } = outcome;
  return (
    <div class={isSuccess ? "outcome success" : "outcome failure"}>
      <Icon name={isSuccess ? "check" : "error"} />
      <div>
        <div class="outcome-message">{message}</div>
        {nextStep && <div class="help">{nextStep}</div>}
        {path && (
          <Button
            kind="link"
            icon="goTo"
            onClick={() => {
              controller.post({ type: "locate", uri: controller.state.current ?? "", path });
            }}
          >
            {goTo}
          </Button>
        )}
        {saved && (
          <Button
            kind="link"
            icon="goTo"
            onClick={() => {
              controller.post({ type: "openLocation", location: saved });
            }}
          >
            Open test case
          </Button>
        )}
      </div>
    </div>
  );
}

interface RunningLineProps {
  controller: Controller;
  running: RunningJob;
  form: string;
}

export function RunningLine({ controller, running, form }: RunningLineProps): VNode {
  const seconds = useSeconds();
  const { messages, percentage } = running;
  return (
    <div class="running">
      <div class="running-line">
        <span class="running-text">{messages.at(-1) ?? "Under way…"}</span>
        {seconds > 0 && <span class="muted">{formatDuration(seconds)}</span>}
        <Button
          icon="stop"
          onClick={() => {
            controller.cancel(form);
          }}
        >
          Cancel
        </Button>
      </div>
      <div
        class="progress"
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={percentage}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div
          class={percentage === undefined ? "progress-bar endless" : "progress-bar"}
          style={percentage === undefined ? {} : { width: `${percentage}%` }}
        />
      </div>
    </div>
  );
}

/** Full seconds since the line is there. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds((count) => count + 1);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return seconds;
}

/** What came of one step of a run or a sign-in. */
export function StepStatus({ step }: { step: ExchangeJson }): VNode {
  const { text, tone } = stepStatus(step);
  return <span class={`status ${tone}`}>{text}</span>;
}
