// Bodies of runs as documents: opened, compared, saved.
//
// A document's text is fetched when VS Code shows it, so it costs nothing to name one.

import { Disposable, commands, Uri, window, workspace } from "vscode";

import type { ConnectorClient } from "../client";
import type { Body, ExchangeJson } from "../protocol";
import type { StepName } from "../view/messages";
import { describeBody, textOf } from "../view/model/body";

const SCHEME = "claris-connector-run";
/** Begins the query of a document that is no body: its text is in memory alone. */
const TEXT = "text=";

/** By media type, how a body's file is called; else it is text or binary. */
const EXTENSIONS: Record<string, string> = {
  "application/json": ".json",
  "application/pdf": ".pdf",
  "application/xml": ".xml",
  "application/zip": ".zip",
  "image/gif": ".gif",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/svg+xml": ".svg",
  "image/webp": ".webp",
  "text/csv": ".csv",
  "text/html": ".html",
  "text/xml": ".xml",
};

export class Bodies {
  private readonly subscription: Disposable;
  private readonly texts = new Map<string, string>();
  private count = 0;

  constructor(private readonly client: ConnectorClient) {
    this.subscription = Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) => this.provide(uri),
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** Show a body in an editor, JSON laid out. */
  async open(step: StepName): Promise<void> {
    const uri = uriOf(step, await this.extensionOf(step));
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  /** Show what is different between two bodies. */
  async compare(before: StepName, after: StepName): Promise<void> {
    const extension = await this.extensionOf(after);
    await diff(uriOf(before, extension), uriOf(after, extension), "Previous response ↔ This one");
  }

  async compareTexts(title: string, expected: string, actual: string): Promise<void> {
    const [left, right] = [expected, actual].map((text, side) => {
      this.count += 1;
      const name = side === 0 ? "expected" : "actual";
      const uri = Uri.from({
        scheme: SCHEME,
        path: `/${name}.json`,
        query: `${TEXT}${this.count}`,
      });
      this.texts.set(uri.toString(), text);
      return uri;
    });
    if (left && right) {
      await diff(left, right, `${title}: expected ↔ actual`);
    }
  }

  /** Ask where a body goes, and write it there. */
  async save(step: StepName): Promise<void> {
    const { body } = await this.find(step);
    const content =
      body.base64 === undefined
        ? new TextEncoder().encode(body.text ?? "")
        : Buffer.from(body.base64, "base64");
    const name = `${step.part}${await this.extensionOf(step)}`;
    const target = await askForFile(Uri.parse(step.uri), name);
    if (target) {
      await workspace.fs.writeFile(target, content);
    }
  }

  /** Ask where a run goes as HAR, and have it written there. */
  async exportHar(uri: string, id: string): Promise<void> {
    const target = await askForFile(Uri.parse(uri), "run.har");
    if (target) {
      await this.client.execute("connector.exportHar", [uri, id, target.fsPath]);
    }
  }

  private async provide(uri: Uri): Promise<string> {
    const known = this.texts.get(uri.toString());
    if (known !== undefined) {
      return known;
    }
    if (uri.query.startsWith(TEXT)) {
      throw new Error("This comparison is not kept any more"); // VS Code was closed since.
    }
    const { body, headers } = await this.find(JSON.parse(uri.query) as StepName);
    return textOf(describeBody(body, headers));
  }

  private async extensionOf(step: StepName): Promise<string> {
    const { body, headers } = await this.find(step);
    const { kind, mediaType, bytes } = describeBody(body, headers);
    return EXTENSIONS[mediaType] ?? (kind === "json" ? ".json" : bytes ? ".bin" : ".txt");
  }

  private async find({ uri, id, step, part }: StepName): Promise<MessageJson> {
    const run = await this.client.request("connector/exchange", { uri, id });
    const message = run?.exchanges?.at(step)?.[part];
    if (!message) {
      throw new Error("This run is not kept any more");
    }
    return message;
  }
}

interface MessageJson {
  body: Body;
  headers: ExchangeJson["request"]["headers"];
}

function uriOf(step: StepName, extension: string): Uri {
  const path = `/${step.part}${extension}`;
  return Uri.from({ scheme: SCHEME, path, query: JSON.stringify(step) });
}

async function diff(left: Uri, right: Uri, title: string): Promise<void> {
  await commands.executeCommand("vscode.diff", left, right, title);
}

async function askForFile(beside: Uri, name: string): Promise<Uri | undefined> {
  const isFile = beside.scheme === "file";
  return window.showSaveDialog(isFile ? { defaultUri: Uri.joinPath(beside, "..", name) } : {});
}
