// The gate: what a connector has to pass before it goes to Claris Connect.
//
// Copying leaves no trace, as one also copies to look or to ask; a release is recorded, and copied.

import { commands, env, Uri, window, workspace } from "vscode";

import type { ConnectorClient } from "../client";
import type { ChangesResult, FindingJson, ReleaseResult } from "../protocol";
import { toRange } from "../ranges";
import { titleOf } from "./entries";
import type { LibraryTree } from "./tree";

export interface GateContext {
  client: ConnectorClient;
  libraryTree: LibraryTree;
}

const RECORD = "Record as Released…";
const SAVE = "Save…";
const WHAT_CHANGED = "What Changed";
const SHOW = "Show in Library";

/** How the test cases are passed before a release; what of it is possible, the server says. */
const WAYS = [
  { way: "", label: "Check Only", detail: "Without the test cases" },
  { way: "test", label: "Run the Test Cases", detail: "For real, at the API" },
  { way: "replay", label: "Replay the Recording", detail: "Nothing is sent" },
];

/** Copy the JSON of a connector without errors, and offer to record it if that is not done yet. */
export async function copyJson(context: GateContext, uri: string): Promise<void> {
  const checked = await check(context.client, uri, "Not copied");
  if (!checked) {
    return;
  }
  await env.clipboard.writeText(checked.text);
  const { warnings } = checked;
  const about = warnings === 0 ? "" : ` It has ${warnings} warning${warnings === 1 ? "" : "s"}.`;
  const since = await tryChanges(context.client, uri);
  const isRecorded = since?.changes.length === 0 && since.record.state !== "deleted";
  const recorded = isRecorded ? ` It is ${titleOf(since.record)} of the library.` : "";
  const actions = isRecorded || !workspace.isTrusted ? [] : [RECORD];
  const chosen = await window.showInformationMessage(
    `Copied: paste it into Claris Connect.${about}${recorded}`,
    ...actions,
  );
  if (chosen === RECORD) {
    await release(context, uri);
  }
}

/** Record a connector without errors in the library, and copy its JSON. */
export async function release(context: GateContext, uri: string): Promise<void> {
  const { client, libraryTree } = context;
  if (Uri.parse(uri).scheme === "untitled") {
    const saved = await askToSave(uri);
    return saved && release(context, saved.toString());
  }
  const checked = await check(client, uri, "Not released");
  const way = checked && (await askForWay(checked.ways));
  if (way === undefined) {
    return;
  }
  const since = await tryChanges(client, uri);
  const note = await askForNote(uri, since);
  const flows = note === undefined ? undefined : await askForFlows(since?.record.flows ?? []);
  if (note === undefined || flows === undefined) {
    return;
  }
  const result = await client.execute("connector.release", [uri, note, way, ...flows]);
  if (!isReleased(result)) {
    return; // The server has said why.
  }
  const { page, record, summary, text } = result;
  await env.clipboard.writeText(text);
  const { parent } = record;
  const next =
    result.isNew && parent !== null
      ? "delete the one before in Claris Connect, and create it anew with this."
      : "paste it into Claris Connect.";
  const actions = page === null ? [SHOW] : [WHAT_CHANGED, SHOW];
  const chosen = await window.showInformationMessage(
    `${summary}. The JSON is copied: ${next}`,
    ...actions,
  );
  if (chosen === WHAT_CHANGED && page !== null) {
    await commands.executeCommand("markdown.showPreviewToSide", Uri.parse(page));
  } else if (chosen === SHOW) {
    await libraryTree.reveal(record.id);
  }
}

interface Checked {
  text: string;
  warnings: number;
  ways: readonly string[];
}

/** The canonical text of a connector, or else a list of what stands in the way. */
async function check(
  client: ConnectorClient,
  uri: string,
  refusal: string,
): Promise<Checked | undefined> {
  const result = await client.request("connector/canonicalJson", { uri });
  if (!result) {
    void window.showErrorMessage("This file is no connector.");
    return undefined;
  }
  const { errors, text, warnings, ways } = result;
  if (text === null) {
    await showFindings(uri, errors, refusal);
    return undefined;
  }
  return { text, warnings, ways };
}

/** What changed since the last release; undefined if there was none, or no library can be read. */
async function tryChanges(
  client: ConnectorClient,
  uri: string,
): Promise<ChangesResult | undefined> {
  const found = await client.request("connector/changes", { uri }).catch(() => null);
  return found ?? undefined;
}

/** Where a connector was saved; undefined if it was not. */
async function askToSave(uri: string): Promise<Uri | undefined> {
  const message = "Save the connector first: by its file a draft knows what was released of it.";
  const chosen = await window.showInformationMessage(message, SAVE);
  return chosen === SAVE ? workspace.save(Uri.parse(uri)) : undefined;
}

/** Whether and how the test cases are passed before; not asked where there are none. */
async function askForWay(possible: readonly string[]): Promise<string | undefined> {
  if (possible.length === 0) {
    return "";
  }
  const chosen = await window.showQuickPick(
    WAYS.filter(({ way }) => way === "" || possible.includes(way)),
    {
      title: "Release",
      placeHolder: "What has to pass before it is released?",
      ignoreFocusOut: true,
    },
  );
  return chosen?.way;
}

function askForNote(uri: string, since: ChangesResult | undefined): Thenable<string | undefined> {
  const name = workspace.asRelativePath(Uri.parse(uri));
  return window.showInputBox({
    title: `Release ${name}: ${since?.title.toLowerCase() ?? "the first release"}`,
    prompt: "A note for the library, such as what is new",
    placeHolder: "Note (may be empty)",
    ignoreFocusOut: true, // One looks up what changed while one writes it.
  });
}

/** Which of the flows that used the release before will use this one. */
async function askForFlows(flows: readonly string[]): Promise<string[] | undefined> {
  if (flows.length === 0) {
    return [];
  }
  const chosen = await window.showQuickPick(
    flows.map((label) => ({ label, picked: true })),
    {
      title: "Flows",
      placeHolder: "Which flows will use this release, as they do the one before?",
      canPickMany: true,
      ignoreFocusOut: true,
    },
  );
  return chosen?.map(({ label }) => label);
}

type Released = ReleaseResult & {
  text: string;
  record: NonNullable<ReleaseResult["record"]>;
};

function isReleased(result: unknown): result is Released {
  const { record, text } = (result ?? {}) as Partial<ReleaseResult>;
  return typeof text === "string" && typeof record === "object" && record !== null;
}

/** List what stands in the way, each to jump to. */
async function showFindings(
  uri: string,
  findings: readonly FindingJson[],
  refusal: string,
): Promise<void> {
  const items = findings.map((finding) => ({
    label: `$(error) ${finding.message}`,
    description: `line ${finding.range.start.line + 1} · ${finding.code}`,
    finding,
  }));
  const count = findings.length === 1 ? "an error" : `${findings.length} errors`;
  const chosen = await window.showQuickPick(items, {
    title: `${refusal}: Claris Connect would refuse it for ${count}`,
    placeHolder: "Choose one to go to",
  });
  if (chosen) {
    const selection = toRange(chosen.finding.range);
    await window.showTextDocument(Uri.parse(uri), { selection });
  }
}
