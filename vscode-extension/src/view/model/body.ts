// What a body is, and which ways there are to look at it.

import type { Body } from "../../protocol";
import { allText, HexLines, type Lines, type Piece, ReadyLines, TextLines } from "./lines";
import { JsonLines } from "./jsonLines";

export type BodyKind = "empty" | "json" | "form" | "text" | "image" | "binary";

/** How a body is shown. */
export type Look = "pretty" | "raw" | "tree" | "headers";

export interface BodyInfo {
  kind: BodyKind;
  /** Without parameters, in lower case; empty if the headers do not say. */
  mediaType: string;
  text: string;
  bytes: Uint8Array | undefined;
  /** Of an image, for an `img` element. */
  imageUrl: string | undefined;
}

export function describeBody(body: Body, headers: string[][]): BodyInfo {
  const mediaType = mediaTypeOf(headers);
  if (body.base64 !== undefined) {
    const bytes = Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0));
    const isImage = IMAGES.has(mediaType);
    return {
      kind: isImage ? "image" : "binary",
      mediaType,
      text: "",
      bytes,
      imageUrl: isImage ? `data:${mediaType};base64,${body.base64}` : undefined,
    };
  }
  const text = body.text ?? "";
  const isSvg = mediaType === "image/svg+xml";
  return {
    kind: isSvg ? "image" : textKind(text, mediaType),
    mediaType,
    text,
    bytes: undefined,
    imageUrl: isSvg ? `data:image/svg+xml,${encodeURIComponent(text)}` : undefined,
  };
}

/** In bytes; a cut body counts as far as it is there. */
export function sizeOf({ bytes, text }: BodyInfo): number {
  return bytes?.length ?? new TextEncoder().encode(text).length;
}

/** The ways to look at a body, the best first. */
export function looksOf(kind: BodyKind): Look[] {
  switch (kind) {
    case "json":
      return ["pretty", "tree", "raw", "headers"];
    case "form":
    case "image":
      return ["pretty", "raw", "headers"];
    case "text":
    case "binary":
      return ["raw", "headers"];
    case "empty":
      return ["headers"];
  }
}

/** The lines of a body as `look` shows it. */
export function linesOf(body: BodyInfo, look: Look): Lines {
  if (body.bytes) {
    return new HexLines(body.bytes);
  }
  if (look === "pretty" && body.kind === "json") {
    return new JsonLines(body.text);
  }
  if (look === "pretty" && body.kind === "form") {
    return new ReadyLines([...new URLSearchParams(body.text)].map(formLine));
  }
  return new TextLines(body.text);
}

/** A body as a text: laid out where that says more, else as it came. */
export function textOf(body: BodyInfo): string {
  const lines = linesOf(body, body.kind === "json" || body.kind === "form" ? "pretty" : "raw");
  Array.from(lines.layOut()); // All at once: nobody scrolls meanwhile.
  // What only begins like JSON is laid out no further than it is JSON.
  return lines instanceof JsonLines && lines.error ? body.text : allText(lines);
}

function formLine([name, value]: [string, string]): Piece[] {
  return [
    { text: name, colour: "key" },
    { text: " = ", colour: "muted" },
    { text: value, colour: "string" },
  ];
}

/** What Chromium shows in an `img` element. */
const IMAGES = new Set([
  "image/apng",
  "image/avif",
  "image/bmp",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/x-icon",
  "image/vnd.microsoft.icon",
]);

function mediaTypeOf(headers: string[][]): string {
  const header = headers.find(([name]) => name?.toLowerCase() === "content-type");
  return (header?.[1] ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

function textKind(text: string, mediaType: string): BodyKind {
  if (text === "") {
    return "empty";
  }
  if (mediaType === "application/x-www-form-urlencoded") {
    return "form";
  }
  // Many services send JSON under another name; what only begins like it shows itself as raw.
  const isJson = /[/+]json$/.test(mediaType) || /^\s*[[{]/.test(text.slice(0, 1000));
  return isJson ? "json" : "text";
}
