import createClient from "openapi-fetch";

import { fetchApi } from "./access";
import { UnreadableAnswerError } from "./problem";
import type { paths } from "./schema";

const named = import.meta.env.VITE_API_URL;

/** The page's own origin where the API serves the page; elsewhere set when the page is built. */
export const API_URL = named === undefined || named === "" ? window.location.origin : named;

/** An answer that says in words, not in those of JSON's grammar, that it cannot be read. */
function legible(response: Response): Response {
  const parse = response.json.bind(response);
  response.json = () =>
    parse().catch((error: unknown) => {
      throw error instanceof SyntaxError ? new UnreadableAnswerError(error) : error;
    });
  return response;
}

/** A job's address shows the page to browsers, so each request says that it wants JSON. */
export const api = createClient<paths>({
  baseUrl: API_URL,
  headers: { Accept: "application/json" },
  fetch: async (request) => legible(await fetchApi(request)),
});
