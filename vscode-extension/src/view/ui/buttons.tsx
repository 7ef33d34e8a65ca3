// Buttons and tabs of the view.

import type { ComponentChildren, VNode } from "preact";
import { useRef } from "preact/hooks";

import { Icon, type IconName } from "./icons";

interface ButtonProps {
  children: ComponentChildren;
  icon?: IconName;
  kind?: "primary" | "secondary" | "link";
  title?: string;
  isDisabled?: boolean;
  onClick?: () => void;
  /** Sends the form that it is in. */
  isSubmit?: boolean;
}

export function Button(props: ButtonProps): VNode {
  const { children, icon, kind = "secondary", title, isDisabled, onClick, isSubmit } = props;
  return (
    <button
      type={isSubmit ? "submit" : "button"}
      class={`button ${kind}`}
      title={title}
      disabled={isDisabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps {
  icon: IconName;
  /** What it does: its name to a screen reader, and its tooltip. */
  label: string;
  onClick: () => void;
  isDisabled?: boolean;
  /** Of one that stays pressed. */
  isPressed?: boolean;
}

export function IconButton({
  icon,
  label,
  onClick,
  isDisabled,
  isPressed,
}: IconButtonProps): VNode {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={isPressed}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface TabsProps<T extends string> {
  label: string;
  /** Each tab's panel has the id `panel-` and its name. */
  tabs: readonly { name: T; text: ComponentChildren }[];
  selected: T;
  onSelect: (name: T) => void;
}

/** A tab list with a roving tab stop, as the ARIA Authoring Practices have it. */
export function Tabs<T extends string>({ label, tabs, selected, onSelect }: TabsProps<T>): VNode {
  const list = useRef<HTMLDivElement>(null);
  const select = (index: number): void => {
    const { name } = tabs[(index + tabs.length) % tabs.length]!;
    onSelect(name);
    list.current?.querySelector<HTMLElement>(`#tab-${name}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const here = tabs.findIndex(({ name }) => name === selected);
    const targets: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      select(target);
    }
  };
  return (
    <div role="tablist" aria-label={label} class="tabs" ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ name, text }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === selected}
          aria-controls={name === selected ? `panel-${name}` : undefined}
          tabIndex={name === selected ? 0 : -1}
          onClick={() => {
            onSelect(name);
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

interface ChoicesProps<T extends string> {
  label: string;
  choices: readonly { name: T; text: string }[];
  selected: T;
  onSelect: (name: T) => void;
}

/** A few ways of which one is in force. */
export function Choices<T extends string>(props: ChoicesProps<T>): VNode {
  const { label, choices, selected, onSelect } = props;
  return (
    <div role="group" aria-label={label} class="choices">
      {choices.map(({ name, text }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === selected}
          onClick={() => {
            onSelect(name);
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
