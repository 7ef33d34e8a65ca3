// One field of a form, entered as its type asks for.

import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";

import type { FieldModel, ProblemJson } from "../../protocol";
import type { Controller } from "../controller";
import { asText, entryOf, fieldName, jsonProblem } from "../model/fields";
import { IconButton } from "./buttons";
import { Icon } from "./icons";

interface FieldProps {
  controller: Controller;
  form: string;
  field: FieldModel;
  /** What is in it; of a masked field nothing. */
  text: string;
  problem: ProblemJson | undefined;
  /** Whether a masked field has a value already, and where. */
  kept: string;
}

export function Field(props: FieldProps): VNode {
  const { controller, form, field, text, problem } = props;
  const id = encodeURIComponent(`${form} ${fieldName(field)}`);
  const entry = entryOf(field, text);
  const wrong = problem?.message ?? (entry === "json" ? jsonProblem(field, text) : undefined);
  const describedBy = [field.description && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean);
  const onText = (event: { currentTarget: { value: string } }): void => {
    const { value } = event.currentTarget;
    controller.dispatch({ type: "edit", form, field: fieldName(field), text: value });
  };
  const attributes = {
    id,
    "aria-describedby": describedBy.join(" ") || undefined,
    "aria-invalid": wrong !== undefined,
    "aria-required": field.required,
  };
  const type = field.type === "string" ? "" : field.type;
  return (
    <div class={wrong ? "field wrong" : "field"}>
      <div class="field-label">
        <label for={id}>{field.label}</label>
        {field.required && (
          <span class="required" aria-hidden="true" title="Required">
            *
          </span>
        )}
        {type && <span class="field-type">{type}</span>}
      </div>
      {field.description && (
        <div class="help" id={`${id}-help`}>
          {field.description}
        </div>
      )}
      {control(props, attributes, onText)}
      {wrong && (
        <div class="problem" id={`${id}-wrong`}>
          <Icon name="error" />
          <span>{wrong}</span>
          {problem && (
            <button
              type="button"
              class="button link"
              onClick={() => {
                const uri = controller.state.current ?? "";
                controller.post({ type: "locate", uri, path: field.path });
              }}
            >
              Go to field
            </button>
          )}
        </div>
      )}
    </div>
  );
}

type Attributes = Record<string, unknown>;
type OnText = (event: { currentTarget: { value: string } }) => void;

function control(props: FieldProps, attributes: Attributes, onText: OnText): ComponentChildren {
  const { field, text } = props;
  switch (entryOf(field, text)) {
    case "masked":
      // Another submission makes another element, so that nothing stays in the page.
      return (
        <MaskedInput
          key={props.controller.submissionsOf(props.form)}
          {...props}
          attributes={attributes}
        />
      );
    case "choice":
      return <Select {...{ field, text, attributes, onText }} choices={field.choices} />;
    case "boolean":
      return <Select {...{ field, text, attributes, onText }} choices={BOOLEANS} />;
    case "number":
      return (
        <input
          type="text"
          inputMode={field.type === "integer" ? "numeric" : "decimal"}
          value={text}
          onInput={onText}
          {...attributes}
        />
      );
    case "date":
      return <input type="date" value={text} onInput={onText} {...attributes} />;
    case "json":
      return (
        <textarea
          class="code"
          rows={Math.min(Math.max(text.split("\n").length, 3), 12)}
          spellcheck={false}
          placeholder={field.type === "array" ? "[ ]" : "{ }"}
          value={text}
          onInput={onText}
          {...attributes}
        />
      );
    case "text":
      return (
        <textarea
          class="line"
          rows={Math.min(text.split("\n").length, 8)}
          spellcheck={false}
          value={text}
          onInput={onText}
          onKeyDown={submitOnEnter}
          {...attributes}
        />
      );
  }
}

const BOOLEANS = [
  ["true", "true"],
  ["false", "false"],
];

interface SelectProps {
  field: FieldModel;
  text: string;
  choices: string[][];
  attributes: Attributes;
  onText: OnText;
}

function Select({ field, text, choices, attributes, onText }: SelectProps): VNode {
  const isOffered = choices.some(([value]) => value === text);
  return (
    <div class="select">
      <select value={text} onInput={onText} {...attributes}>
        {(text === "" || !field.required || asText(field.default) === "") && (
          <option value="">{field.required ? "Choose…" : "(none)"}</option>
        )}
        {text !== "" && !isOffered && <option value={text}>{`${text} (not offered)`}</option>}
        {choices.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
      <Icon name="chevron" />
    </div>
  );
}

function MaskedInput(props: FieldProps & { attributes: Attributes }): VNode {
  const { controller, form, field, kept, attributes } = props;
  const [isShown, setIsShown] = useState(false);
  const type: Attributes = { type: isShown ? "text" : "password" };
  return (
    <div class="masked">
      <input
        autocomplete="off"
        spellcheck={false}
        placeholder={kept}
        onInput={(event) => {
          controller.keepSecret(form, field, event.currentTarget.value);
        }}
        {...attributes}
        {...type}
      />
      <IconButton
        icon={isShown ? "eyeOff" : "eye"}
        label={isShown ? `Hide ${field.label}` : `Show ${field.label}`}
        onClick={() => {
          setIsShown(!isShown);
        }}
      />
    </div>
  );
}

/** Enter runs; Shift+Enter begins a line. */
function submitOnEnter(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  }
}
