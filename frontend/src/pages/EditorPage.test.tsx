import { focusManager } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";

import { openDraft } from "@/features/editor/leftDraft";
import { fakeApi } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

vi.mock("@/features/editor/leftDraft", { spy: true });

afterEach(() => {
  focusManager.setFocused(undefined);
});

test("a drawing is opened once, not again whenever its tab comes into sight", async () => {
  fakeApi({});
  renderApp("/editor?draft=d");
  await screen.findByRole("button", { name: "Find rooms" });
  await act(async () => {
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    await Promise.resolve();
  });
  expect(openDraft).toHaveBeenCalledTimes(1); // it saves what was left, under the page that still draws
});

test("what a tool says of a press that did nothing is in sight", async () => {
  fakeApi({});
  renderApp("/editor?draft=d");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Place doors" }));
  screen.getByRole("application").focus();
  await user.keyboard("{Enter}");
  const said = await screen.findByText("There is no wall here: a door stands in a wall.");
  expect(said.parentElement).not.toHaveClass("visually-hidden");
});
