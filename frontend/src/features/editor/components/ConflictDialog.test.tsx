import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { saveDraft } from "../draftStore";
import { EMPTY_DRAFT } from "../model/document";
import { addLine } from "../model/edits";
import { push, startHistory } from "../model/history";
import { ConflictDialog } from "./ConflictDialog";

vi.mock("../draftStore", () => ({ newDraftId: () => "fresh", saveDraft: vi.fn() }));

const mine = push(startHistory(EMPTY_DRAFT), addLine(EMPTY_DRAFT, [0, 0], [4, 0]));
const others = push(startHistory(EMPTY_DRAFT), addLine(addLine(EMPTY_DRAFT, [0, 0], [4, 0]), [4, 0], [4, 3]));
const theirs = { id: "d", title: "Attic", history: others, version: 4, savedAt: 0 };

function open() {
  const done = { onTheirs: vi.fn(), onMine: vi.fn(), onBoth: vi.fn(() => Promise.resolve()) };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ConflictDialog title="Attic" mine={mine} theirs={theirs} {...done} />
    </QueryClientProvider>,
  );
  return { ...done, user: userEvent.setup() };
}

test.each([
  ["Take the other", mine, "onTheirs"],
  ["Replace the other", others, "onMine"],
] as const)("%s: the one that goes is kept with its undo", async (choice, gone, told) => {
  const { user, ...done } = open();
  await user.click(screen.getByRole("button", { name: choice }));
  await waitFor(() => {
    expect(done[told]).toHaveBeenCalled();
  });
  const [copy] = vi.mocked(saveDraft).mock.calls.at(-1) ?? [];
  expect(copy?.title).toBe("Attic (recovered)");
  expect(copy?.history.present.walls).toBe(gone.present.walls);
  expect(copy?.history.past).toEqual(gone.past);
});

test("where no copy can be kept, nothing is replaced", async () => {
  vi.mocked(saveDraft).mockRejectedValueOnce(new Error("No space is left."));
  const { user, onTheirs } = open();
  await user.click(screen.getByRole("button", { name: "Take the other" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("nothing was replaced: No space is left.");
  expect(onTheirs).not.toHaveBeenCalled();
});
