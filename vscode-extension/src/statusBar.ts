// A connector at a glance: what was found, and whether one is signed in.

import {
  DiagnosticSeverity,
  Disposable,
  languages,
  MarkdownString,
  StatusBarAlignment,
  type TextDocument,
  ThemeColor,
  window,
  workspace,
} from "vscode";

import { CONNECTOR, isOurs } from "./languages";
import type { Lifecycle } from "./lifecycle";

/** What the tooltip leads to. */
const LINKS = {
  "Show Debugger": "clarisConnector.showDebugger",
  Problems: "workbench.actions.view.problems",
  "Show Log": "clarisConnector.showLog",
};

const PRIORITY = 10; // Left of what others put there for the language.

export function showStatus(lifecycle: Lifecycle): Disposable {
  const item = window.createStatusBarItem(
    "clarisConnector.status",
    StatusBarAlignment.Right,
    PRIORITY,
  );
  item.name = "Claris Connector";
  const signedIn = new Map<string, boolean>();

  const document = (): TextDocument | undefined => {
    const active = window.activeTextEditor?.document;
    return active && isOurs(active) ? active : undefined;
  };

  const draw = (): void => {
    const active = document();
    if (!active) {
      item.hide();
      return;
    }
    item.backgroundColor = undefined;
    if (lifecycle.client.state === "running") {
      const { text, tooltip, label } = summary(active, signedIn.get(active.uri.toString()));
      item.text = text;
      item.tooltip = tooltip;
      item.accessibilityInformation = { label };
      item.command = "clarisConnector.showDebugger";
    } else {
      const isStarting = lifecycle.client.state === "starting";
      item.text = isStarting ? "$(sync~spin) Connector" : "$(warning) Connector";
      item.tooltip = isStarting
        ? "The connector server is starting"
        : "The connector server does not run. Click to start it.";
      item.accessibilityInformation = { label: item.tooltip };
      item.command = isStarting ? "clarisConnector.showLog" : "clarisConnector.restart";
      item.backgroundColor = isStarting
        ? undefined
        : new ThemeColor("statusBarItem.warningBackground");
    }
    item.show();
  };

  /** Ask once for each connector; after that the server tells. */
  const ask = async (): Promise<void> => {
    const active = document();
    const uri = active?.uri.toString() ?? "";
    if (active?.languageId === CONNECTOR && lifecycle.client.state === "running") {
      if (!signedIn.has(uri)) {
        const model = await lifecycle.client
          .request("connector/debuggerModel", { uri })
          .catch(() => null);
        if (model && model.authFields.length + Number(model.authType !== "none") > 0) {
          signedIn.set(uri, model.isSignedIn);
        }
      }
    }
    draw();
  };

  draw();
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(() => {
      draw();
      void ask();
    }),
    workspace.onDidOpenTextDocument(draw), // Also when a document gets another language.
    languages.onDidChangeDiagnostics(({ uris }) => {
      const active = document()?.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) {
        draw();
      }
    }),
    lifecycle.client.onDidChangeState((state) => {
      signedIn.clear(); // Whoever was signed in is so no more once the server has ended.
      draw();
      if (state === "running") {
        void ask();
      }
    }),
    lifecycle.client.onNotification("connector/didChangeState", (params) => {
      signedIn.set(params.uri, params.isSignedIn);
      draw();
    }),
  );
}

interface Summary {
  text: string;
  tooltip: MarkdownString;
  /** For screen readers. */
  label: string;
}

function summary(document: TextDocument, isSignedIn: boolean | undefined): Summary {
  const found = languages.getDiagnostics(document.uri);
  const count = (severity: DiagnosticSeverity): number =>
    found.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = count(DiagnosticSeverity.Error);
  const warnings = count(DiagnosticSeverity.Warning);
  const findings = [
    ...(errors > 0 ? [`$(error) ${errors}`] : []),
    ...(warnings > 0 ? [`$(warning) ${warnings}`] : []),
  ];
  const state = stateOf(isSignedIn);
  const words = [
    errors + warnings === 0
      ? "no errors and no warnings"
      : [plural(errors, "error"), plural(warnings, "warning")].filter(Boolean).join(", "),
    ...(state ? [state.words] : []),
  ];
  const text = [
    document.languageId === CONNECTOR ? "$(plug) Connector" : "$(beaker) Test Cases",
    ...(findings.length > 0 ? findings : ["$(check)"]),
    ...(state ? ["·", state.text] : []),
  ].join(" ");
  const links = Object.entries(LINKS).map(([title, command]) => `[${title}](command:${command})`);
  const tooltip = new MarkdownString(
    `**Claris Connector**\n\n${words.join(" · ")}\n\n${links.join(" · ")}`,
  );
  tooltip.isTrusted = { enabledCommands: Object.values(LINKS) };
  return { text, tooltip, label: `Claris Connector: ${words.join(", ")}` };
}

interface SignInState {
  text: string;
  words: string;
}

/** Undefined where nobody signs in, or that is not known yet. */
function stateOf(isSignedIn: boolean | undefined): SignInState | undefined {
  if (!workspace.isTrusted) {
    const words = "nothing is sent, as this workspace is not trusted";
    return { text: "Not trusted", words };
  }
  if (isSignedIn === undefined) {
    return undefined;
  }
  return isSignedIn
    ? { text: "Signed in", words: "signed in" }
    : { text: "Not signed in", words: "not signed in" };
}

function plural(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
