// Bundles the extension: its host side for Node.js, its view for a webview.
import { globSync, rmSync } from "node:fs";
import { build, context } from "esbuild";

const isProduction = process.argv.includes("--production");
const isWatching = process.argv.includes("--watch");
const isWithTests = process.argv.includes("--tests");

const common = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : "linked",
  legalComments: "none",
  logLevel: "info",
};

const host = {
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
};

const view = {
  ...common,
  entryPoints: [
    { in: "src/view/main.tsx", out: "view" },
    { in: "src/view/view.css", out: "view" },
  ],
  outdir: "dist",
  platform: "browser",
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
  target: "chrome122",
};

// Mocha finds tests and itself by their files, so each stays one and Mocha outside.
const tests = {
  ...host,
  entryPoints: globSync("test/*.ts"),
  outfile: undefined,
  outdir: "dist/test",
  external: ["vscode", "mocha"],
};

if (isWithTests) {
  rmSync("dist/test", { recursive: true, force: true }); // A test that is gone must not run.
}
for (const options of [host, view, ...(isWithTests ? [tests] : [])]) {
  if (isWatching) {
    await (await context(options)).watch();
  } else {
    await build(options);
  }
}
