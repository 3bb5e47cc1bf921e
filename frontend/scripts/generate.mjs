/**
 * Makes src/api/schema.d.ts of docs/openapi.json; with --check, only says whether it is up to date.
 *
 * The document has lists of a fixed length where the page wants tuples, since most generators know no other.
 */
import console from "node:console";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { URL } from "node:url";

import openapiTS, { astToString } from "openapi-typescript";

const DOCUMENT = new URL("../../docs/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/schema.d.ts", import.meta.url);
const HEAD = "/**\n * Made of docs/openapi.json by `npm run generate`; do not edit.\n */\n\n";

function withTuples(node) {
  if (Array.isArray(node)) return node.map(withTuples);
  if (node === null || typeof node !== "object") return node;
  const made = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, withTuples(value)]));
  const { type, items, minItems, maxItems } = made;
  if (type !== "array" || items === undefined || minItems === undefined || minItems !== maxItems) return made;
  return { ...made, items: false, prefixItems: Array.from({ length: minItems }, () => items) };
}

const document = withTuples(JSON.parse(readFileSync(DOCUMENT, "utf8")));
const types = HEAD + astToString(await openapiTS(document));
if (!process.argv.includes("--check")) writeFileSync(TYPES, types);
else if (readFileSync(TYPES, "utf8") !== types) {
  console.error("src/api/schema.d.ts is out of date; run: npm run generate");
  process.exit(1);
}
