// One half of an exchange, request or response: its headers, and its body in several looks.

import type { VNode } from "preact";
import { useRef } from "preact/hooks";

import type { Body } from "../../protocol";
import type { Controller } from "../controller";
import type { StepName } from "../messages";
import { type BodyInfo, type Look, looksOf, sizeOf } from "../model/body";
import { formatSize } from "../model/format";
import { placeOf } from "../model/json";
import { JsonLines } from "../model/jsonLines";
import { allText } from "../model/lines";
import { BodyRows } from "./bodyRows";
import { Choices, IconButton } from "./buttons";
import { Icon } from "./icons";
import { JsonTree } from "./jsonTree";
import { type LaidOut, type Search, useBodyInfo, useLines, useSearch } from "./useBody";

interface MessageProps {
  controller: Controller;
  part: StepName["part"];
  body: Body;
  headers: string[][];
  /** Of a request; its query is listed with the headers. */
  url?: string;
  isCut: boolean;
}

export function Message({ controller, part, body, headers, url, isCut }: MessageProps): VNode {
  const info = useBodyInfo(body, headers);
  const looks = looksOf(info.kind);
  const { isWrapped } = controller.state;
  const wanted = controller.state.look;
  const look = looks.includes(wanted) ? wanted : looks[0]!;
  const isText = look === "pretty" || look === "raw";
  // The tree waits until it is known that the body is JSON.
  const laidOut = useLines(info, look === "tree" ? "pretty" : look);
  const search = useSearch(laidOut);
  const searchBox = useRef<HTMLInputElement>(null);
  const isImage = look === "pretty" && info.imageUrl !== undefined;
  const label = `${part === "request" ? "Request" : "Response"} body`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key === "f" && searchBox.current) {
      event.preventDefault();
      searchBox.current.select();
    }
  };
  return (
    <div class="message" onKeyDown={onKeyDown}>
      <div class="toolbar">
        <Choices
          label="What to show"
          choices={looks.map((name) => ({ name, text: nameOf(name, info, headers) }))}
          selected={look}
          onSelect={(name) => {
            controller.dispatch({ type: "look", look: name });
          }}
        />
        {info.kind !== "empty" && (
          <>
            {look !== "headers" && !isImage && <SearchBox search={search} input={searchBox} />}
            <span class="spring" />
            {isText && !isImage && !info.bytes && (
              <IconButton
                icon="wrap"
                label="Wrap long lines"
                isPressed={isWrapped}
                onClick={() => {
                  controller.dispatch({ type: "wrap", isOn: !isWrapped });
                }}
              />
            )}
            <BodyButtons {...{ controller, part, info, laidOut }} />
          </>
        )}
      </div>
      <Notes info={info} laidOut={laidOut} isCut={isCut} />
      {look === "headers" && (
        <Headers headers={headers} url={url} isBodyless={looks.length === 1} />
      )}
      {isImage && (
        <div class="image" tabIndex={0} role="region" aria-label={label}>
          <img src={info.imageUrl} alt={`${info.mediaType}, ${formatSize(sizeOf(info))}`} />
        </div>
      )}
      {isText && !isImage && (
        <BodyRows
          laidOut={laidOut}
          search={search}
          isWrapped={isWrapped && !info.bytes}
          label={label}
        />
      )}
      {look === "tree" &&
        (laidOut.error ? (
          <p class="help padded">There is no tree of what is not JSON.</p>
        ) : laidOut.isComplete ? (
          <JsonTree
            controller={controller}
            text={info.text}
            label={label}
            found={offsetOf(search, laidOut)}
          />
        ) : (
          <p class="help padded">Reading…</p>
        ))}
    </div>
  );
}

/** Where in the text of a tree the current match is: at the beginning of its line, a value. */
function offsetOf({ matches, current }: Search, { lines }: LaidOut): number | undefined {
  const match = matches[current];
  return match && lines instanceof JsonLines ? lines.startOf(match.line) : undefined;
}

function nameOf(look: Look, info: BodyInfo, headers: string[][]): string {
  switch (look) {
    case "pretty":
      return info.kind === "image" ? "Image" : "Pretty";
    case "tree":
      return "Tree";
    case "raw":
      return info.bytes ? "Bytes" : "Raw";
    case "headers":
      return `Headers ${headers.length}`;
  }
}

function SearchBox({
  search,
  input,
}: {
  search: Search;
  input: { current: HTMLInputElement | null };
}): VNode {
  const { query, setQuery, count, go } = search;
  return (
    <div class="search">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        placeholder="Find"
        aria-label="Find in the body"
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            go(event.shiftKey ? -1 : 1);
          } else if (event.key === "Escape") {
            setQuery("");
          }
        }}
      />
      {query !== "" && (
        <>
          <span class="search-count" role="status">
            {count}
          </span>
          <IconButton
            icon="up"
            label="Previous match (Shift+Enter)"
            onClick={() => {
              go(-1);
            }}
          />
          <IconButton
            icon="down"
            label="Next match (Enter)"
            onClick={() => {
              go(1);
            }}
          />
        </>
      )}
    </div>
  );
}

interface BodyButtonsProps {
  controller: Controller;
  part: StepName["part"];
  info: BodyInfo;
  laidOut: LaidOut;
}

function BodyButtons({ controller, part, info, laidOut }: BodyButtonsProps): VNode {
  const step = controller.stepName(part);
  return (
    <>
      {!info.bytes && (
        <IconButton
          icon="copy"
          label="Copy body"
          isDisabled={!laidOut.isComplete}
          onClick={() => {
            // As it is seen; but what is no JSON is not seen to its end.
            const text = laidOut.error ? info.text : allText(laidOut.lines);
            controller.post({ type: "copy", text, what: "Body" });
          }}
        />
      )}
      {step.id !== "" && !info.bytes && (
        <IconButton
          icon="file"
          label="Open body in an editor"
          onClick={() => {
            controller.post({ type: "openBody", step });
          }}
        />
      )}
      {step.id !== "" && (
        <IconButton
          icon="save"
          label="Save body to a file"
          onClick={() => {
            controller.post({ type: "saveBody", step });
          }}
        />
      )}
    </>
  );
}

function Notes({
  info,
  laidOut,
  isCut,
}: {
  info: BodyInfo;
  laidOut: LaidOut;
  isCut: boolean;
}): VNode {
  const place = laidOut.error && placeOf(info.text, laidOut.error.offset);
  return (
    <>
      {isCut && (
        <p class="note">
          <Icon name="info" />
          The body was longer; only its first {formatSize(sizeOf(info))} were read.
        </p>
      )}
      {place && (
        <p class="note">
          <Icon name="info" />
          {`This is not JSON from line ${place.line}, column ${place.column} on. `}
          Raw shows all of it.
        </p>
      )}
      {info.kind === "binary" && (
        <p class="note">
          <Icon name="info" />
          {`Binary${info.mediaType ? `, ${info.mediaType}` : ""}, ${formatSize(sizeOf(info))}`}
        </p>
      )}
    </>
  );
}

interface HeadersProps {
  headers: string[][];
  url: string | undefined;
  isBodyless: boolean;
}

function Headers({ headers, url, isBodyless }: HeadersProps): VNode {
  const query = url
    ? [...new URLSearchParams(url.split("#", 1)[0]!.split("?").slice(1).join("?"))]
    : [];
  return (
    <div class="headers" tabIndex={0} role="region" aria-label="Headers">
      {query.length > 0 && <Table name="Query parameters" rows={query} />}
      <Table name="Headers" rows={headers} />
      {isBodyless && <p class="help padded">There is no body.</p>}
    </div>
  );
}

function Table({ name, rows }: { name: string; rows: string[][] }): VNode {
  return (
    <table>
      <caption>{name}</caption>
      <tbody>
        {rows.map(([header, value], index) => (
          <tr key={index}>
            <th scope="row">{header}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
