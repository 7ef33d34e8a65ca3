// Why there is no server, in words that say what to do.

import { type Output } from "./processes";
import { type Choices, OLDEST, type Rejection, showVersion } from "./python";

export type Problem =
  | "no-python"
  | "old-python"
  | "unusable-python"
  | "no-venv"
  | "no-network"
  | "no-wheel-for-platform"
  | "not-built"
  | "in-use"
  | "not-started"
  | "command"
  | "cancelled";

/** The message is for people: what is wrong, and what to do. */
export class EnvironmentError extends Error {
  constructor(
    readonly problem: Problem,
    message: string,
  ) {
    super(message);
  }
}

const WANTED = `Python ${OLDEST[0]}.${OLDEST[1]} or newer`;

/** Why none of the candidates was taken. */
export function noPython(rejected: readonly Rejection[], choices: Choices): EnvironmentError {
  const tooOld = rejected.flatMap(({ candidate, version }) =>
    version ? [`${showVersion(version)} (${candidate.command.join(" ")})`] : [],
  );
  if (choices.setting) {
    const [what] = tooOld;
    return what
      ? new EnvironmentError(
          "old-python",
          `The Python of the setting connectorLsp.python is too old: ${what}. ` +
            `The connector server needs ${WANTED}.`,
        )
      : new EnvironmentError(
          "unusable-python",
          `The setting connectorLsp.python names ${choices.setting}, which does not run. ` +
            `The connector server needs ${WANTED}.`,
        );
  }
  if (tooOld.length > 0) {
    return new EnvironmentError(
      "old-python",
      `The connector server needs ${WANTED}; this machine has ${list(tooOld)}. ` +
        "Install a newer one or choose another.",
    );
  }
  return new EnvironmentError(
    "no-python",
    `The connector server needs ${WANTED}, and this machine has none. ` +
      "Install Python or choose where it is; until then connectors have colours only.",
  );
}

/** Why an environment cannot be replaced. */
export function inUse(): EnvironmentError {
  return new EnvironmentError(
    "in-use",
    "The connector server's environment cannot be replaced, as its files are in use. " +
      "Close the other windows of VS Code, then try again.",
  );
}

/** Why a step of making the environment failed, by what the program said. */
export function failedStep(step: string, output: Output): EnvironmentError {
  const text = `${output.stdout}\n${output.stderr}`;
  if (/ensurepip is not\s+available|No module named '?(venv|ensurepip)/i.test(text)) {
    return new EnvironmentError(
      "no-venv",
      "This Python cannot make virtual environments. On Debian and Ubuntu: " +
        "sudo apt install python3-venv. Then try again.",
    );
  }
  if (NETWORK.test(text)) {
    return new EnvironmentError(
      "no-network",
      "The packages that the connector server needs could not be downloaded. Check the network " +
        "or the proxy (setting http.proxy), then try again.",
    );
  }
  if (/No matching distribution|no wheels? with a matching|has no usable wheels/i.test(text)) {
    return new EnvironmentError(
      "no-wheel-for-platform",
      "There are no packages for this Python and this machine. Choose another Python, such as " +
        "the one from python.org, or name a server of your own (setting connectorLsp.server.command).",
    );
  }
  return new EnvironmentError(
    "not-built",
    `${step} failed: ${lastLine(text)}. The log has the whole message.`,
  );
}

// Of pip (urllib3, requests), uv (hyper, rustls) and the resolvers of three systems.
const NETWORK = new RegExp(
  [
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "MaxRetryError",
    "Max retries exceeded",
    "ConnectionResetError",
    "Connection (refused|reset|aborted)",
    "Network is unreachable",
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname",
    "getaddrinfo failed",
    "dns error",
    "client error \\(Connect\\)",
    "error sending request",
    "operation timed out",
    "tunnel error",
    "Could not connect",
  ].join("|"),
  "i",
);

function lastLine(text: string): string {
  const all = text.split(/\r?\n/).map((line) => line.trim());
  const errors = all.filter((line) => /^error\b/i.test(line));
  const last = errors.at(-1) ?? all.findLast((line) => line) ?? "no message";
  return last.replace(/^error:\s*/i, "").replace(/\.$/, "");
}

function list(items: readonly string[]): string {
  return items.length < 2
    ? items.join("")
    : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}
