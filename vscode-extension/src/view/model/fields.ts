// The fields of a form: how each is entered, what it starts with, and what is sent of it.

import type { FieldModel } from "../../protocol";
import type { Inputs } from "../messages";

/** How a value is entered. */
export type Entry = "choice" | "masked" | "boolean" | "number" | "date" | "json" | "text";

/** The drafts of a form: text by `fieldName`; those of masked fields are never among them. */
export type Drafts = Readonly<Record<string, string>>;

/** Names a field within its form; inputs are kept by it when the connector changes. */
export function fieldName(field: { scope: string; key: string }): string {
  return `${field.scope}.${field.key}`;
}

/** @param text - what is in the field now */
export function entryOf(field: FieldModel, text: string): Entry {
  if (field.masked) {
    return "masked";
  }
  const isJson = field.type === "object" || field.type === "array";
  if (field.choices.length > 0 && !isJson) {
    return "choice";
  }
  switch (field.type) {
    case "boolean":
      return "boolean";
    case "number":
    case "integer":
      return "number";
    case "date":
      // The picker knows no time of day, and would hide what it cannot show.
      return text === "" || /^\d{4}-\d{2}-\d{2}$/.test(text) ? "date" : "text";
    case "object":
    case "array":
      return "json";
    default:
      return "text";
  }
}

/** What a field starts with: what was entered last, else its default. */
export function initialText(field: FieldModel, lastInputs: Inputs): string {
  if (field.masked) {
    return "";
  }
  const last = lastInputs[field.scope];
  return asText(last && field.key in last ? last[field.key] : field.default);
}

/** A JSON value as it stands in a field. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) {
    return "";
  }
  if (typeof value === "string") {
    return value;
  }
  return typeof value === "object" ? JSON.stringify(value, null, 2) : JSON.stringify(value);
}

/**
 * What is sent of a form. Without text a field takes its default, and a field that was emptied
 * although it has a default is sent as empty.
 *
 * @param secrets - the values of masked fields, by `fieldName`
 */
export function collectInputs(
  fields: readonly FieldModel[],
  lastInputs: Inputs,
  drafts: Drafts,
  secrets: ReadonlyMap<string, string>,
): Inputs {
  const inputs: Inputs = {};
  for (const field of fields) {
    const name = fieldName(field);
    const text = field.masked
      ? (secrets.get(name) ?? "")
      : (drafts[name] ?? initialText(field, lastInputs));
    const isEmptied = !field.masked && asText(field.default) !== "";
    if (text !== "" || isEmptied) {
      (inputs[field.scope] ??= {})[field.key] = text;
    }
  }
  return inputs;
}

/** What is wrong with JSON that was entered; undefined for nothing, or nothing entered. */
export function jsonProblem(field: FieldModel, text: string): string | undefined {
  if (text.trim() === "") {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    const isArray = Array.isArray(value);
    if (field.type === "array" && !isArray) {
      return "Expected a JSON array, such as [1, 2]";
    }
    if (field.type === "object" && (isArray || typeof value !== "object" || value === null)) {
      return 'Expected a JSON object, such as {"name": "Bo"}';
    }
    return undefined;
  } catch (error) {
    return `Not JSON yet: ${error instanceof Error ? error.message : ""}`;
  }
}
