import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { initialLoad } from "./initialLoad.ts";

// In development the API of `make run` answers, so that page and API share an origin as they do when it serves the page.
const API = "http://127.0.0.1:8000";

// A person who opens /jobs/… or /batches/… wants the page, a program the state.
const SHARED = {
  target: API,
  bypass: (request: { headers: { accept?: string } }) =>
    request.headers.accept?.includes("text/html") ? "/index.html" : undefined,
};

export default defineConfig({
  plugins: [react(), initialLoad()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  server: {
    fs: { allow: [".."] }, // the samples lie beside this folder
    proxy: {
      "/fleet": API,
      "/plans:import": API,
      "/jobs": SHARED,
      "/batches": SHARED,
    },
  },
  // Nothing inlined: the content security policy allows no fetch from data: addresses.
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Each file is a request, and a page of fifty small ones waits for the network fifty times. Grouped by
          // entries instead, chunks need each other in a circle, and the viewer finds MUI undefined.
          groups: [
            { name: "first", tags: ["$initial"], priority: 1 },
            { name: "library", test: /node_modules\/(?!uplot)/ }, // charts are of one page only
            { name: "shared", test: /src\/(api|components|hooks|lib|plan)\// },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 90_000,
    restoreMocks: true,
    reporters: ["dot"],
    silent: "passed-only",
  },
});
