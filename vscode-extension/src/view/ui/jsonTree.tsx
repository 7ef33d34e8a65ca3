// JSON as a tree: branches are read when they are opened, rows are drawn when they are seen.

import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Controller } from "../controller";
import { colour } from "../model/jsonLines";
import {
  childAt,
  isEmpty,
  type JsonNode,
  pointerTo,
  readChildren,
  rootOf,
  summary,
  withClosed,
  withOpened,
} from "../model/jsonTree";
import { runSliced } from "../model/sliced";
import { Button } from "./buttons";
import { Icon } from "./icons";
import { rowId, useMetrics, VirtualRows } from "./virtualRows";

interface JsonTreeProps {
  controller: Controller;
  /** Valid JSON. */
  text: string;
  label: string;
  /** Where in the text is what is searched for; undefined without a match. */
  found: number | undefined;
}

/** A tree that is no larger opens whole, in characters; a larger one opens its root. */
const SMALL = 2000;

export function JsonTree({ controller, text, label, found }: JsonTreeProps): VNode {
  const [metrics, probe] = useMetrics();
  const root = useMemo(() => rootOf(text), [text]);
  const [rows, setRows] = useState<JsonNode[]>([root]);
  const [active, setActive] = useState(0);
  const [target, setTarget] = useState({ row: 0, count: 0 });
  /** What is shown by now: what goes on in slices must not build on rows of before. */
  const latest = useRef(rows);
  const isShown = (): boolean => latest.current[0] === root;
  const show = (changed: JsonNode[]): void => {
    latest.current = changed;
    setRows(changed);
  };

  /** Gives whether it is open now. */
  const open = async (node: JsonNode): Promise<boolean> => {
    if (isEmpty(text, node)) {
      return false;
    }
    if (!node.children) {
      const children = await runSliced(readChildren(text, node), isShown);
      node.children ??= children; // Whoever read them first has shown them.
    }
    const index = latest.current.indexOf(node);
    if (!node.isOpen && node.children && index !== -1) {
      show(withOpened(latest.current, index));
    }
    return node.isOpen;
  };
  const move = (row: number): void => {
    const within = Math.min(Math.max(row, 0), latest.current.length - 1);
    setActive(within);
    setTarget(({ count }) => ({ row: within, count: count + 1 }));
  };
  /** Open the way to a place of the text. */
  const reveal = async (offset: number, isWanted: () => boolean): Promise<void> => {
    let node = root;
    while (offset > node.start && (await open(node))) {
      const child = childAt(node.children ?? [], offset);
      if (!child || !isWanted()) {
        break;
      }
      node = child;
    }
    if (isWanted()) {
      move(latest.current.indexOf(node));
    }
  };
  useEffect(() => {
    setActive(0);
    root.isOpen = false;
    show([root]);
    void open(root).then(async () => {
      if (text.length <= SMALL) {
        // A branch that is opened adds its own to those that are still to come.
        const inside = [...(root.children ?? [])];
        for (let node = inside.shift(); node; node = inside.shift()) {
          await open(node);
          inside.push(...(node.children ?? []));
        }
      }
    });
  }, [root]);
  useEffect(() => {
    let isWanted = true;
    if (found !== undefined) {
      void reveal(found, () => isWanted && isShown());
    }
    return () => {
      isWanted = false;
    };
  }, [root, found]);

  const toggle = (node: JsonNode): void => {
    if (node.isOpen) {
      show(withClosed(rows, rows.indexOf(node)));
    } else {
      void open(node);
    }
  };
  const page = 10;
  const onKeyDown = (event: KeyboardEvent): void => {
    const node = rows[active];
    if (!node || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    switch (event.key) {
      case "ArrowDown":
        move(active + 1);
        break;
      case "ArrowUp":
        move(active - 1);
        break;
      case "PageDown":
        move(active + page);
        break;
      case "PageUp":
        move(active - page);
        break;
      case "Home":
        move(0);
        break;
      case "End":
        move(rows.length - 1);
        break;
      case "ArrowRight":
        if (node.isOpen) {
          move(active + 1);
        } else {
          void open(node);
        }
        break;
      case "ArrowLeft":
        if (node.isOpen) {
          toggle(node);
        } else if (node.parent) {
          move(rows.indexOf(node.parent));
        }
        break;
      case "Enter":
      case " ":
        toggle(node);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const draw = (index: number): VNode => {
    const node = rows[index]!;
    const isBranch = !isEmpty(text, node);
    const value = summary(text, node);
    const parent = node.parent;
    return (
      <div
        key={index}
        id={rowId(index)}
        class={index === active ? "row node active" : "row node"}
        role="treeitem"
        aria-level={node.depth + 1}
        aria-expanded={isBranch ? node.isOpen : undefined}
        aria-selected={index === active}
        aria-posinset={node.index + 1}
        aria-setsize={parent?.children?.length ?? 1}
        style={{ paddingLeft: `${8 + 14 * Math.min(node.depth, 30)}px` }}
        onClick={() => {
          setActive(index);
          if (isBranch) {
            toggle(node);
          }
        }}
      >
        <span class={node.isOpen ? "twistie open" : "twistie"}>
          {isBranch && <Icon name="chevron" />}
        </span>
        {node.key !== null && (
          <>
            <span class={typeof node.key === "string" ? "c-key" : "c-muted"}>{node.key}</span>
            <span class="c-muted">: </span>
          </>
        )}
        <span class={node.kind === "scalar" ? `c-${colour(value.charAt(0))}` : "c-muted"}>
          {value}
        </span>
      </div>
    );
  };
  const chosen = rows[Math.min(active, rows.length - 1)] ?? root;
  const pointer = pointerTo(chosen);
  return (
    <div class="json-tree">
      {probe}
      <VirtualRows
        count={rows.length}
        metrics={metrics}
        columns={0}
        target={target}
        active={active}
        attributes={{
          role: "tree",
          "aria-label": label,
          tabIndex: 0,
          onKeyDown,
        }}
      >
        {draw}
      </VirtualRows>
      <div class="tree-bar">
        <code title="JSON pointer, as “expect” of a test case names it">
          {pointer === "" ? "(root)" : pointer}
        </code>
        <Button
          kind="link"
          onClick={() => {
            controller.post({ type: "copy", text: pointer, what: "Pointer" });
          }}
        >
          Copy pointer
        </Button>
        <Button
          kind="link"
          onClick={() => {
            const value = text.slice(chosen.start, chosen.end);
            controller.post({ type: "copy", text: value, what: "Value" });
          }}
        >
          Copy value
        </Button>
      </div>
    </div>
  );
}
