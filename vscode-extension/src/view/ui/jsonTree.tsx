// JSON as a tree: branches are read when they are opened, rows are drawn when they are seen.

import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Controller } from "../controller";
import { colour } from "../model/jsonLines";
import {
  isEmpty,
  type JsonNode,
  pointerTo,
  readChildren,
  rootOf,
  summary,
  visibleRows,
} from "../model/jsonTree";
import { runSliced } from "../model/sliced";
import { Button } from "./buttons";
import { Icon } from "./icons";
import { useMetrics, VirtualRows } from "./virtualRows";

interface JsonTreeProps {
  controller: Controller;
  /** Valid JSON. */
  text: string;
  label: string;
}

/** A tree that is no larger opens whole, in characters; a larger one opens its root. */
const SMALL = 2000;

export function JsonTree({ controller, text, label }: JsonTreeProps): VNode {
  const [metrics, probe] = useMetrics();
  const root = useMemo(() => rootOf(text), [text]);
  const [rows, setRows] = useState<JsonNode[]>([root]);
  const [active, setActive] = useState(0);
  const [target, setTarget] = useState({ row: 0, count: 0 });
  const current = useRef(root);
  current.current = root;

  const refresh = (): void => {
    setRows(visibleRows(root));
  };
  const open = async (node: JsonNode): Promise<void> => {
    if (isEmpty(text, node)) {
      return;
    }
    node.children ??= await runSliced(readChildren(text, node), () => current.current === root);
    node.isOpen = node.children !== undefined;
    refresh();
  };
  useEffect(() => {
    setActive(0);
    refresh();
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

  const move = (row: number): void => {
    const within = Math.min(Math.max(row, 0), rows.length - 1);
    setActive(within);
    setTarget(({ count }) => ({ row: within, count: count + 1 }));
  };
  const toggle = (node: JsonNode): void => {
    if (node.isOpen) {
      node.isOpen = false;
      refresh();
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
        id={`node-${index}`}
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
        attributes={{
          role: "tree",
          "aria-label": label,
          "aria-activedescendant": `node-${active}`,
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
