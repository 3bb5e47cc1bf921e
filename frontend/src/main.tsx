import "@fontsource-variable/figtree";
import "./theme/app.css";

import { QueryClient } from "@tanstack/react-query";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";

import { retryTemporary } from "./api/problem";
import { App } from "./App";
import { preloadPage } from "./pages/lazyPages";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

const client = new QueryClient({ defaultOptions: { queries: { retry: retryTemporary } } });

preloadPage(window.location.pathname, client);
// As a transition: in slices, between which the browser answers.
startTransition(() => {
  createRoot(root).render(
    <StrictMode>
      <BrowserRouter>
        <App client={client} />
      </BrowserRouter>
    </StrictMode>,
  );
});
