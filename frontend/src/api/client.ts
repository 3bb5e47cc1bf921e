import createClient from "openapi-fetch";

import type { paths } from "./schema";

/** Empty where the API serves the page; elsewhere its address, set when the page is built. */
const API_URL: string = import.meta.env.VITE_API_URL ?? "";

/** A job's address shows the page to browsers, so each request says that it wants JSON. */
export const api = createClient<paths>({
  baseUrl: API_URL || window.location.origin,
  headers: { Accept: "application/json" },
  fetch: (request) => fetch(request),
});
