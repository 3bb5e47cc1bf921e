import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { enterToken, forgetToken } from "@/api/access";
import { job } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

const REFUSAL = json(
  { title: "Unauthorized", status: 401, detail: "This request needs a token: Authorization: Bearer <token>." },
  401,
);
const LIST = json({ jobs: [job({ name: "My flat" })], next_cursor: null });

beforeEach(() => {
  forgetToken();
});

test("a service that wants a token gets one, and what was asked for is shown", async () => {
  const calls = fakeApi({ "GET /jobs": [REFUSAL, LIST], "GET /batches": json({ batches: [] }) });
  const user = renderApp("/jobs");
  expect(await screen.findByText(/open to those who have a token/)).toBeVisible();
  await user.type(await screen.findByLabelText(/^Token/), "rj_1_secret ");
  await user.click(screen.getByRole("button", { name: "Use token" }));
  expect(await screen.findByRole("link", { name: "My flat" })).toBeVisible();
  const asked = calls.filter(({ path }) => path === "/jobs").map(({ headers }) => headers.get("Authorization"));
  expect(asked.slice(0, 2)).toEqual([null, "Bearer rj_1_secret"]);
  expect([sessionStorage.length, localStorage.getItem("roomjobs.token")]).toEqual([1, null]);
});

test("a remembered token outlives the tab", () => {
  enterToken("rj_1_secret", true);
  expect([sessionStorage.getItem("roomjobs.token"), localStorage.getItem("roomjobs.token")]).toEqual([
    null,
    "rj_1_secret",
  ]);
});

test("a token that is refused is forgotten, in clear words", async () => {
  enterToken("rj_1_old", true);
  fakeApi({ "GET /jobs": REFUSAL, "GET /batches": REFUSAL });
  renderApp("/jobs");
  expect(await screen.findByText(/The token was refused: it is mistyped, expired or revoked/)).toBeVisible();
  expect(localStorage.getItem("roomjobs.token")).toBeNull();
});

test("who puts the question away is not asked again, and finds it where the reason is told", async () => {
  fakeApi({ "GET /jobs": REFUSAL, "GET /batches": REFUSAL });
  const user = renderApp("/jobs");
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });
  await user.click(screen.getByRole("button", { name: "Enter a token" }));
  expect(await screen.findByRole("dialog", { name: "Access token" })).toBeVisible();
});
