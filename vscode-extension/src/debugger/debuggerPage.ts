// The HTML of the Debugger view: an empty page that may load our script and style, and nothing else.

import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";

/** @param dist - where the bundles are */
export function debuggerPage(webview: Webview, dist: Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const uriOf = (name: string): string => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "img-src data:", // Previews of images.
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Debugger</title>
    <link rel="stylesheet" href="${uriOf("view.css")}">
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${uriOf("view.js")}"></script>
  </body>
</html>`;
}
