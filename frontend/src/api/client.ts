import createClient from "openapi-fetch";

import { fetchApi } from "./access";
import type { paths } from "./schema";

const named = import.meta.env.VITE_API_URL;

/** The page's own origin where the API serves the page; elsewhere set when the page is built. */
export const API_URL = named === undefined || named === "" ? window.location.origin : named;

/** A job's address shows the page to browsers, so each request says that it wants JSON. */
export const api = createClient<paths>({
  baseUrl: API_URL,
  headers: { Accept: "application/json" },
  fetch: fetchApi,
});
