import { focusManager } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
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
