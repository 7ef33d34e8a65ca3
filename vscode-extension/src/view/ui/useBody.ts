// The lines of a body while they are laid out, and what is found in them.

import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";

import type { Body } from "../../protocol";
import { type BodyInfo, describeBody, linesOf, type Look } from "../model/body";
import type { JsonError } from "../model/json";
import { JsonLines } from "../model/jsonLines";
import type { Lines } from "../model/lines";
import { findAll, type Match, MOST_MATCHES } from "../model/search";
import { runSliced } from "../model/sliced";

/** What a body is; decoded once, as long as the body is looked at. */
export function useBodyInfo(body: Body, headers: string[][]): BodyInfo {
  return useMemo(() => describeBody(body, headers), [body, headers]);
}

export interface LaidOut {
  lines: Lines;
  isComplete: boolean;
  /** Where what looked like JSON is none. */
  error: JsonError | undefined;
}

/** The lines of a body, as far as they are there by now. */
export function useLines(info: BodyInfo, look: Look): LaidOut {
  const lines = useMemo(() => linesOf(info, look), [info, look]);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [completed, setCompleted] = useState<Lines>();
  useEffect(() => {
    let isWanted = true;
    void runSliced(
      lines.layOut(),
      () => isWanted,
      () => {
        redraw(undefined);
      },
    ).then(() => {
      if (isWanted) {
        setCompleted(lines);
      }
    });
    return () => {
      isWanted = false;
    };
  }, [lines]);
  const error = lines instanceof JsonLines ? lines.error : undefined;
  return { lines, isComplete: completed === lines, error };
}

export interface Search {
  query: string;
  setQuery: (query: string) => void;
  matches: readonly Match[];
  isComplete: boolean;
  /** Which of the matches is gone to; -1 for none. */
  current: number;
  go: (by: 1 | -1) => void;
  /** Such as `3 of 120`; empty without a query. */
  count: string;
}

/** Search in lines, again whenever they or the query change. */
export function useSearch({ lines, isComplete }: LaidOut): Search {
  const [query, setQuery] = useState("");
  const [isFound, setIsFound] = useState(true);
  const [current, setCurrent] = useState(-1);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const matches = useRef<Match[]>([]);
  useEffect(() => {
    let isWanted = true;
    const found: Match[] = [];
    matches.current = found;
    setCurrent(-1);
    setIsFound(query === "");
    if (query === "" || !isComplete) {
      return;
    }
    const show = (): void => {
      setCurrent((index) => (index === -1 && found.length > 0 ? 0 : index));
      redraw(undefined);
    };
    void runSliced(findAll(lines, query, found), () => isWanted, show).then(() => {
      if (isWanted) {
        setIsFound(true);
        show();
      }
    });
    return () => {
      isWanted = false;
    };
  }, [lines, isComplete, query]);
  const total = matches.current.length;
  const go = (by: 1 | -1): void => {
    if (total > 0) {
      setCurrent((index) => (index + by + total) % total);
    }
  };
  return {
    query,
    setQuery,
    matches: matches.current,
    isComplete: isFound,
    current,
    go,
    count: countOf(query, current, total, isFound),
  };
}

function countOf(query: string, current: number, total: number, isComplete: boolean): string {
  if (query === "") {
    return "";
  }
  if (total === 0) {
    return isComplete ? "No match" : "Searching…";
  }
  const more = total === MOST_MATCHES ? "+" : isComplete ? "" : "…";
  return `${(current + 1).toLocaleString("en")} of ${total.toLocaleString("en")}${more}`;
}
