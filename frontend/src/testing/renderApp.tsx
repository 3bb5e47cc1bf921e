import { QueryClient } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";

import { retryTemporary } from "@/api/problem";
import { App } from "@/App";

/** The whole page at an address, with a user who can act on it. */
export function renderApp(address: string) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: retryTemporary, retryDelay: 1 } } });
  render(
    <MemoryRouter initialEntries={[address]}>
      <App client={client} />
    </MemoryRouter>,
  );
  return userEvent.setup();
}
