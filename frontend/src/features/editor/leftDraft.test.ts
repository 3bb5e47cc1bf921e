import { beforeEach, expect, it, vi } from "vitest";

import { forgetLeft, keepLeft, openDraft } from "./leftDraft";
import { EMPTY_DRAFT } from "./model/document";
import { addLine } from "./model/edits";
import { push, startHistory } from "./model/history";

const background = { source: "data:image/png;base64,AAAA", width: 4, height: 3, at: [0, 0] as const, scale: 1 };
const before = { ...EMPTY_DRAFT, background };
const history = push(startHistory(before), addLine(before, [0, 0], [4, 0]));

beforeEach(() => {
  localStorage.clear();
});

it("brings back what a page had not saved, with its undo", async () => {
  expect(keepLeft("d", "Attic", history, 3, "me")).toBe(true);
  const opened = await openDraft("d");
  expect(opened?.history).toEqual(history);
  expect(opened?.title).toBe("Attic");
});

it("keeps a picture once, in whatever number of steps it stands", () => {
  keepLeft("d", "Attic", history, 3, "me");
  expect(localStorage.getItem("roomjobs.left.d")?.split(background.source)).toHaveLength(2);
});

it("gives up the undo where there is little room", async () => {
  const write = vi.spyOn(Storage.prototype, "setItem").mockImplementationOnce(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  expect(keepLeft("d", "Attic", history, 3, "me")).toBe(true);
  write.mockRestore();
  expect((await openDraft("d"))?.history).toEqual(startHistory(history.present));
});

it("forgets what it left itself only", async () => {
  keepLeft("d", "Attic", history, 3, "me");
  forgetLeft("d", "another tab");
  expect(await openDraft("d")).not.toBeNull();
  forgetLeft("d", "me");
  expect(await openDraft("d")).toBeNull();
});
