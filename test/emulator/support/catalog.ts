import { expect } from "vitest";
import type { Answer, TestEmulator } from "./emulator.ts";
import { eventually } from "./emulator.ts";

/** The file of the documentation's example: 366 bytes. */
export const LAMPS = `"External ID","Updated External ID","SKU","Amazon SKU","Offer Prime","Image URL","Product Detail Page URL"
"listing-4711","","LAMP-OAK-01","AMZ-LAMP-OAK-01",true,"https://shop.example/img/lamp-oak.jpg","https://shop.example/p/lamp-oak"
"listing-4712","","LAMP-ELM-01","AMZ-LAMP-ELM-01",false,"https://shop.example/img/lamp-elm.jpg","https://shop.example/p/lamp-elm"
`;

/** Asks for a link for so many bytes, as the guide does. */
export async function uploadLink(api: TestEmulator, size: number): Promise<{ uploadUrl: string; fileId: string }> {
  const { data } = await api.graphql(
    `mutation($size: Long!) { createUploadLink(input: { fileType: CSV, size: $size }) { payload { uploadUrl fileId } } }`,
    { size },
  );
  return data.createUploadLink.payload;
}

/** Sends bytes to a link. */
export async function put(url: string, body: string, contentType = "text/csv"): Promise<Response> {
  return fetch(url, { method: "PUT", body, headers: { "content-type": contentType } });
}

/** Starts the import of a text. */
export async function startFeed(
  api: TestEmulator,
  text: string,
  { overwrite = false, headers = {} }: { readonly overwrite?: boolean; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { uploadUrl, fileId } = await uploadLink(api, Buffer.byteLength(text));
  expect((await put(uploadUrl, text)).status).toBe(200);
  const configuration = { overwriteExistingProducts: overwrite };
  const input = { dataProvider: { uploadedFile: { fileId } }, configuration };
  const start = "mutation($input: CreateCatalogFeedInput!) { createCatalogFeed(input: $input) { id } }";
  return api.graphql(start, { input }, headers);
}

/** The query of the guide. */
const FEED = `query Feed($id: String!) { catalogFeed(catalogFeedId: $id) { id status result {
  resultReport { ... on UploadedFile { fileId } }
  signals { code signalMessage { locale message } impactSummary { locale message } reactionSummary { locale message } }
} } }`;

export async function showFeed(api: TestEmulator, id: string): Promise<Answer> {
  return api.graphql(FEED, { id });
}

/** Imports a text and waits for the end. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
export async function importFeed(api: TestEmulator, text: string, overwrite = false): Promise<any> {
  const started = await startFeed(api, text, { overwrite });
  expect(started.errors).toBeUndefined();
  return eventually(async () => {
    const { catalogFeed } = (await showFeed(api, started.data.createCatalogFeed.id)).data;
    return ["COMPLETED", "FAILED"].includes(catalogFeed.status) && catalogFeed;
  });
}

/** The report of an import, as lines of CSV. */
export async function reportOf(
  api: TestEmulator,
  feed: { result: { resultReport: { fileId: string } } },
): Promise<string[]> {
  const { data } = await api.graphql(`query($id: String!) { downloadLink(fileId: $id) { downloadUrl } }`, {
    id: feed.result.resultReport.fileId,
  });
  const response = await fetch(data.downloadLink.downloadUrl);
  expect(response.status).toBe(200);
  return (await response.text()).trim().split("\n");
}
