// Figures and times as a person reads them.

import type { ExchangeJson, TimingJson } from "../../protocol";

/** Such as `850 B`, `12.4 KB`, `3.1 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) {
    return `${bytes} B`;
  }
  return bytes < 999_950 ? `${figure(bytes / 1000)} KB` : `${figure(bytes / 1_000_000)} MB`;
}

/** Such as `8 ms`, `1.24 s`, `2 min 5 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.9995) {
    const milliseconds = seconds * 1000;
    return milliseconds < 1 ? "< 1 ms" : `${Math.round(milliseconds)} ms`;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  }
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/**
 * Such as `14:02`, with the day if it is another one than today.
 *
 * @param epoch - in seconds
 * @param now - in milliseconds
 */
export function formatTime(epoch: number, now: number, withSeconds = false): string {
  const at = new Date(epoch * 1000);
  const time = at.toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(withSeconds ? { second: "2-digit" } : {}),
  });
  if (at.toDateString() === new Date(now).toDateString()) {
    return time;
  }
  return `${at.toLocaleDateString([], { day: "numeric", month: "short" })}, ${time}`;
}

export type Phase = "connect" | "tls" | "wait" | "body" | "other";

/** How long the phases of an exchange took, in seconds; those that were not reached are left out. */
export function phases(timing: TimingJson): { phase: Phase; seconds: number }[] {
  const found: { phase: Phase; seconds: number }[] = [];
  const known: [Phase, number | null][] = [
    ["connect", timing.connect],
    ["tls", timing.tls],
    ["wait", timing.firstByte],
    ["body", timing.body],
  ];
  let rest = timing.total;
  for (const [phase, seconds] of known) {
    if (seconds !== null) {
      found.push({ phase, seconds });
      rest -= seconds;
    }
  }
  // Preparing the request, and what lies between the phases; not worth a word when it is short.
  if (rest > 0.02 * timing.total) {
    found.push({ phase: "other", seconds: rest });
  }
  return found;
}

export type Tone = "success" | "redirect" | "failure" | "none";

/** What a status means for the one who reads it. */
export function toneOf(status: number | null | undefined): Tone {
  if (status === null || status === undefined) {
    return "failure";
  }
  if (status >= 200 && status < 300) {
    return "success";
  }
  return status < 400 ? "redirect" : "failure";
}

/** The outcome of one step in a word, and what it means; the browser's part of a sign-in has none. */
export function stepStatus({ failure, response }: ExchangeJson): { text: string; tone: Tone } {
  if (!failure && !response) {
    return { text: "in the browser", tone: "none" };
  }
  return {
    text: response ? String(response.status) : "failed",
    tone: failure ? "failure" : toneOf(response?.status),
  };
}

function figure(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}
