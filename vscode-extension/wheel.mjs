// Builds the server's wheel into server/, beside the list of what it needs.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const server = path.join(import.meta.dirname, "server");
const own = [".venv/bin/python", ".venv/Scripts/python.exe"]
  .map((file) => path.join(root, file))
  .find((file) => existsSync(file));

for (const name of readdirSync(server).filter((each) => each.endsWith(".whl"))) {
  rmSync(path.join(server, name));
}
execFileSync(
  process.env.PYTHON ?? own ?? "python3",
  ["-m", "hatchling", "build", "--target", "wheel", "--directory", server],
  {
    cwd: root,
    // The same sources give the same wheel, so that users keep the environment that they have.
    env: { ...process.env, SOURCE_DATE_EPOCH: "315532800" },
    stdio: "inherit",
  },
);
