// What the library shows, as plain data: connectors, their releases, the flows that use them.
//
// Knows nothing of VS Code; `tree.ts` draws it.

import type { ConnectorRecords, LibraryModel, LibraryProblem, RecordModel } from "../protocol";

/** A release, and what around it commands need. */
export interface RecordEntry {
  kind: "record";
  connector: ConnectorRecords;
  record: RecordModel;
  /** The release that it came from; undefined for the first. */
  previous: RecordModel | undefined;
}

export type Entry =
  | { kind: "connector"; connector: ConnectorRecords }
  | RecordEntry
  | { kind: "flow"; record: RecordModel; flow: string }
  | { kind: "problem"; problem: LibraryProblem };

/** What a row of the tree shows. */
export interface Row {
  id: string;
  label: string;
  description: string;
  /** Markdown without anything of the library's that is not escaped. */
  tooltip: string;
  icon: string;
  /** The name of a colour of the theme for the icon; empty for the usual one. */
  colour: string;
  /** For `when` clauses, as `viewItem`. */
  context: string;
  /** Whether there are rows below it, and whether they are shown at first. */
  state: "leaf" | "collapsed" | "expanded";
}

/** The rows below one, or those of the top: what is wrong with no release first. */
export function entriesBelow(model: LibraryModel, parent?: Entry): Entry[] {
  switch (parent?.kind) {
    case undefined:
      return [
        ...model.problems
          .filter(({ uri }) => !isOfRecord(model, uri))
          .map((problem): Entry => ({ kind: "problem", problem })),
        ...model.connectors.map((connector): Entry => ({ kind: "connector", connector })),
      ];
    case "connector":
      return parent.connector.records.map((record) => recordEntry(parent.connector, record));
    case "record": {
      const { record } = parent;
      return record.flows.map((flow): Entry => ({ kind: "flow", record, flow }));
    }
    case "flow":
    case "problem":
      return [];
  }
}

export function recordEntry(connector: ConnectorRecords, record: RecordModel): RecordEntry {
  const previous = connector.records.find((each) => each.id === record.parent);
  return { kind: "record", connector, record, previous };
}

/** @param locale - of dates; the user's if it is left out */
export function rowOf(entry: Entry, locale?: string): Row {
  switch (entry.kind) {
    case "connector":
      return connectorRow(entry.connector);
    case "record":
      return recordRow(entry, locale);
    case "flow":
      return {
        ...LEAF,
        id: `${entry.record.id}/${entry.flow}`,
        label: entry.flow,
        description: "flow",
        tooltip: `${escaped(titleOf(entry.record))} is used in the flow ${escaped(entry.flow)}`,
        icon: "zap",
        context: "flow",
      };
    case "problem":
      return {
        ...LEAF,
        id: entry.problem.uri,
        label: decodeURIComponent(entry.problem.uri.replace(/\/$/, "").replace(/^.*\//, "")),
        description: entry.problem.message,
        tooltip: escaped(entry.problem.message),
        icon: "warning",
        colour: WARNING,
        context: "problem",
      };
  }
}

/** Such as `Shop v2`. */
export function titleOf(record: RecordModel): string {
  return `${record.name} v${record.version}`;
}

/** The latest release of a connector that was not deleted; if all were, the latest. */
export function latestOf({ records }: ConnectorRecords): RecordModel | undefined {
  return records.find((each) => each.state !== "deleted") ?? records[0];
}

const LEAF = { colour: "", state: "leaf" } as const;
const WARNING = "list.warningForeground";
const FADED = "disabledForeground";

function connectorRow(connector: ConnectorRecords): Row {
  const latest = latestOf(connector);
  const isGone = latest?.state === "deleted";
  const isHarmed = connector.records.some((each) => each.problem !== "");
  const version = latest ? `v${latest.version}` : "";
  const count = connector.records.length;
  return {
    id: connector.group,
    label: connector.name,
    description: [version, isGone && "deleted", isHarmed && "tampered with"]
      .filter(Boolean)
      .join(" · "),
    tooltip: `${escaped(connector.name)}, ${count} release${count === 1 ? "" : "s"}`,
    icon: "plug",
    colour: isGone ? FADED : "",
    context: "connector",
    state: "expanded",
  };
}

function recordRow({ connector, record, previous }: RecordEntry, locale?: string): Row {
  const isDeleted = record.state === "deleted";
  const isHarmed = record.problem !== "";
  const facts = [
    isHarmed && "tampered with",
    isDeleted && "deleted",
    record.name !== connector.name && record.name,
    record.twins.length > 0 && record.id.slice(0, 7),
    dateOf(record, { dateStyle: "medium" }, locale),
    record.note,
    nameOf(record.author),
  ];
  return {
    // VS Code keeps rows of one id closed that had nothing below them before.
    id: record.flows.length > 0 ? `${record.id} used` : record.id,
    label: `v${record.version}`,
    description: facts.filter(Boolean).join(" · "),
    tooltip: tooltipOf(record, locale),
    icon: isHarmed ? "warning" : isDeleted ? "trash" : "tag",
    colour: isHarmed ? WARNING : isDeleted ? FADED : "",
    context: [
      "record",
      isHarmed ? "harmed" : "intact",
      isDeleted ? "deleted" : "created",
      ...(previous?.problem === "" ? ["later"] : []),
    ].join("."),
    state: record.flows.length === 0 ? "leaf" : isDeleted ? "collapsed" : "expanded",
  };
}

function tooltipOf(record: RecordModel, locale?: string): string {
  const date = dateOf(record, { dateStyle: "full", timeStyle: "short" }, locale);
  const lines = [
    `**${escaped(titleOf(record))}**${record.state === "deleted" ? " (deleted)" : ""}`,
    record.problem && `$(warning) Not what was released: ${escaped(record.problem)}`,
    escaped(record.note),
    `Released by ${escaped(nameOf(record.author))}, ${escaped(date)}`,
    record.flows.length > 0 && `Used in ${record.flows.map(escaped).join(", ")}`,
    record.twins.length > 0 && "Another release has this version: two people released at once",
    `\`${record.id}\``,
  ];
  return lines.filter(Boolean).join("\n\n");
}

/** Without the address. */
function nameOf(author: string): string {
  return author.replace(/ <.*$/, "");
}

function dateOf(
  record: RecordModel,
  style: Intl.DateTimeFormatOptions,
  locale: string | undefined,
): string {
  return new Intl.DateTimeFormat(locale, style).format(record.date * 1000);
}

/** So that it is shown as it is in Markdown, icons and links included. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|$~&]/g, "\\$&").replace(/\s+/g, " ");
}

/** Whether what is wrong is shown at a release: its file lies in the folder. */
function isOfRecord({ connectors }: LibraryModel, uri: string): boolean {
  return connectors.some(({ records }) =>
    records.some((each) => each.problem !== "" && each.uri.startsWith(`${uri}/`)),
  );
}
