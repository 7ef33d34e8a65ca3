// Connectors as they were released, as documents that can be read and compared but not written to.

import { Disposable, Uri, workspace } from "vscode";

import type { ConnectorClient } from "../client";
import type { RecordModel } from "../protocol";
import { titleOf } from "./entries";

const SCHEME = "claris-connector-record";

/** The document of a record. @param about - tells which library: a connector, or a folder */
export function recordUri(record: RecordModel, about: string): Uri {
  const name = titleOf(record).replace(/[/\\]/g, "-");
  const query = new URLSearchParams({ record: record.id, about }).toString();
  return Uri.from({ scheme: SCHEME, path: `/${name}.connector.json`, query });
}

/** Have the texts of records come from the server. */
export function provideRecords(client: ConnectorClient): Disposable {
  return workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ query }) => {
      const asked = new URLSearchParams(query);
      const params = { uri: asked.get("about") ?? "", record: asked.get("record") ?? "" };
      const found = await client.request("connector/record", params);
      if (!found) {
        throw new Error("This release is not in the library any more");
      }
      return found.text;
    },
  });
}
