// The actions: a row each, which opens to its fields.

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { ActionModel, DebuggerModel } from "../../protocol";
import type { Controller } from "../controller";
import { CONNECTION_TEST } from "../messages";
import { fieldName, initialText } from "../model/fields";
import type { ConnectorState } from "../model/state";
import { Button } from "./buttons";
import { Field } from "./field";
import { Icon } from "./icons";
import { OutcomeLine, RunningLine } from "./outcome";
import { useFocusInPlace } from "./useFocusInPlace";

interface ActionsProps {
  controller: Controller;
  connector: ConnectorState;
  model: DebuggerModel;
}

/** From so many actions on there is a filter. */
const MANY = 8;

export function Actions({ controller, connector, model }: ActionsProps): VNode {
  const actions = model.actions.filter(({ action }) => action !== CONNECTION_TEST);
  const found = actions.filter((action) => isFound(action, connector.filter));
  return (
    <section class="section" aria-labelledby="heading-actions" data-form="">
      <header class="section-head">
        <h2 id="heading-actions">Actions</h2>
        <span class="badge">{actions.length}</span>
        <span class="spring" />
        {actions.length >= MANY && (
          <div class="search filter">
            <Icon name="search" />
            <input
              type="text"
              placeholder="Filter"
              aria-label="Filter actions"
              value={connector.filter}
              onInput={(event) => {
                controller.dispatch({ type: "filter", text: event.currentTarget.value });
              }}
              onKeyDown={(event) => {
                if (event.key === "Escape") {
                  controller.dispatch({ type: "filter", text: "" });
                }
              }}
            />
          </div>
        )}
      </header>
      {actions.length === 0 && (
        <p class="help padded">
          This connector has no actions yet. Add one to <code>actions</code> and it appears here.
        </p>
      )}
      {actions.length > 0 && found.length === 0 && (
        <p class="help padded">No action matches “{connector.filter}”.</p>
      )}
      <ul class="actions">
        {found.map((action) => (
          <ActionRow key={action.action} {...{ controller, connector, action }} />
        ))}
      </ul>
    </section>
  );
}

function isFound({ label, action, endpoint, method }: ActionModel, filter: string): boolean {
  const text = `${label} ${action} ${method} ${endpoint}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

interface ActionRowProps {
  controller: Controller;
  connector: ConnectorState;
  action: ActionModel;
}

function ActionRow({ controller, connector, action }: ActionRowProps): VNode {
  const isOpen = connector.openAction === action.action;
  const running = connector.running[action.action];
  const outcome = connector.outcomes[action.action];
  const id = `action-${action.action.replace(/[^\w-]/g, "_")}`;
  return (
    <li class={isOpen ? "action open" : "action"} data-form={action.action}>
      <h3>
        <button
          type="button"
          class="action-head"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => {
            controller.dispatch({ type: "toggleAction", action: action.action });
          }}
        >
          <span class={isOpen ? "twistie open" : "twistie"}>
            <Icon name="chevron" />
          </span>
          <Method method={action.method} />
          <span class="action-label">{action.label}</span>
          <span class="action-endpoint" title={action.endpoint}>
            {action.endpoint}
          </span>
          {running && <span class="dot busy" role="img" aria-label="Running" />}
          {!running && outcome && (
            <span
              class={outcome.isSuccess ? "dot success" : "dot failure"}
              role="img"
              aria-label={outcome.isSuccess ? "Succeeded" : "Failed"}
            />
          )}
        </button>
      </h3>
      {isOpen && <ActionForm {...{ controller, connector, action, id }} />}
    </li>
  );
}

/** @param method - as the connector has it, perhaps nothing that HTTP knows */
export function Method({ method }: { method: string }): VNode {
  return <span class={`method method-${method.toLowerCase()}`}>{method || "?"}</span>;
}

function ActionForm(props: ActionRowProps & { id: string }): VNode {
  const { controller, connector, action, id } = props;
  const form = action.action;
  const running = connector.running[form];
  const outcome = connector.outcomes[form];
  const required = action.fields.filter((field) => field.required).length;
  const uri = controller.state.current ?? "";
  const place = useRef<HTMLFormElement>(null);
  useFocusInPlace(place);
  return (
    <form
      ref={place}
      id={id}
      class="form"
      aria-label={action.label}
      onSubmit={(event) => {
        event.preventDefault();
        controller.run(form);
      }}
    >
      {action.helpText && <p class="help">{action.helpText}</p>}
      {action.fields.map((field) => (
        <Field
          key={fieldName(field)}
          controller={controller}
          form={form}
          field={field}
          text={connector.drafts[form]?.[fieldName(field)] ?? initialText(field, action.lastInputs)}
          problem={outcome?.problems.find((each) => fieldName(each) === fieldName(field))}
          kept={controller.hasSecret(form, field) ? "•••••••• kept; type to replace" : ""}
        />
      ))}
      {action.fields.length === 0 && <p class="help">This action has no fields.</p>}
      {action.fields.length > 0 && required > 0 && (
        <p class="help legend">
          <span class="required">*</span> required
        </p>
      )}
      {running ? (
        <RunningLine controller={controller} running={running} form={form} />
      ) : (
        <div class="form-buttons">
          <Button kind="primary" icon="play" isSubmit>
            Test
          </Button>
          <SaveCase controller={controller} action={action} />
          <Button
            kind="link"
            icon="goTo"
            onClick={() => {
              controller.post({ type: "locate", uri, path: action.path });
            }}
          >
            Return to editor
          </Button>
        </div>
      )}
      {!running && outcome && (
        <OutcomeLine controller={controller} outcome={outcome} goTo="Go to the place at fault" />
      )}
    </form>
  );
}

interface SaveCaseProps {
  controller: Controller;
  action: ActionModel;
}

/** Asks for the name of a test case in the place of its button. */
function SaveCase({ controller, action }: SaveCaseProps): VNode {
  const [name, setName] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [name === undefined]);
  if (name === undefined) {
    return (
      <Button
        icon="save"
        onClick={() => {
          setName(freeName(action));
        }}
      >
        Save as test case
      </Button>
    );
  }
  const isTaken = action.cases.includes(name.trim());
  const save = (): void => {
    if (name.trim() !== "" && !isTaken) {
      controller.saveCase(action.action, name.trim());
      setName(undefined);
    }
  };
  return (
    <div class="save-case">
      <input
        ref={input}
        type="text"
        aria-label="Name of the test case"
        aria-invalid={isTaken}
        value={name}
        onInput={(event) => {
          setName(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            save();
          } else if (event.key === "Escape") {
            setName(undefined);
          }
        }}
      />
      <Button icon="save" isDisabled={name.trim() === "" || isTaken} onClick={save}>
        Save
      </Button>
      <Button
        kind="link"
        onClick={() => {
          setName(undefined);
        }}
      >
        Cancel
      </Button>
      {isTaken && <span class="help">A case of this action is called so already.</span>}
    </div>
  );
}

function freeName({ label, cases }: ActionModel): string {
  let name = label;
  for (let number = 2; cases.includes(name); number++) {
    name = `${label} ${number}`;
  }
  return name;
}
