// The README that is packaged. VS Code shows pictures on an extension's page only if they come from
// the web: vsce leads them to the repository, and without one they are left out.
import { readFileSync, writeFileSync } from "node:fs";

const { repository } = JSON.parse(readFileSync("package.json", "utf8"));
const text = readFileSync("README.md", "utf8");
const withoutPictures = text.replace(/^ *!\[.*\]\(media\/.*\)\n\n?/gm, "");
writeFileSync("dist/README.md", repository ? text : withoutPictures);
