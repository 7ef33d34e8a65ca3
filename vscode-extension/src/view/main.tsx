// Where the view begins: the page, the host, and what connects them.

import { render } from "preact";

import { Controller, type Host } from "./controller";
import type { ToView } from "./messages";
import { App } from "./ui/app";

const root = document.querySelector("#app")!;
const host = acquireVsCodeApi() as Host;
const controller = new Controller(host, (each) => {
  render(<App controller={each} />, root);
});
addEventListener("message", (event: MessageEvent<ToView>) => {
  controller.receive(event.data);
});
controller.start();
