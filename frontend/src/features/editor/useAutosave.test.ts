import { renderHook, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { saveDraft, type StoredDraft } from "./draftStore";
import { EMPTY_DRAFT } from "./model/document";
import { addLine } from "./model/edits";
import { push, startHistory } from "./model/history";
import { useAutosave } from "./useAutosave";

vi.mock(import("./draftStore"), async (load) => ({
  ...(await load()),
  saveDraft: vi.fn<typeof saveDraft>(() => Promise.resolve(4)),
  watchDrafts: () => () => undefined,
}));

const history = push(startHistory(EMPTY_DRAFT), addLine(EMPTY_DRAFT, [0, 0], [4, 0]));

function opened(stored: Pick<StoredDraft, "version" | "isUnsaved">) {
  return renderHook(() => useAutosave({ id: "d", ...stored }, "Attic", history)).result;
}

test("what the browser holds as a left text is not called saved", async () => {
  const autosave = opened({ version: 3, isUnsaved: true });
  expect(autosave.current.state).toBe("saving");
  await waitFor(() => {
    expect(autosave.current.state).toBe("saved");
  });
  expect(saveDraft).toHaveBeenCalledOnce();
});

test("a drawing that is kept already is not saved again", () => {
  vi.mocked(saveDraft).mockClear();
  expect(opened({ version: 3 }).current.state).toBe("saved");
  expect(saveDraft).not.toHaveBeenCalled();
});

test("a name that is typed while walls are being saved is saved with them", async () => {
  const writes: ((version: number) => void)[] = [];
  vi.mocked(saveDraft).mockReset();
  vi.mocked(saveDraft).mockImplementation(() => new Promise((resolve) => writes.push(resolve)));
  const start = startHistory(EMPTY_DRAFT);
  const shown = renderHook(({ now, title }) => useAutosave({ id: "d", version: 0 }, title, now), {
    initialProps: { now: start, title: "New plan" },
  });
  shown.rerender({ now: history, title: "New plan" });
  shown.rerender({ now: push(history, { ...history.present, name: "Attic" }), title: "Attic" });
  writes[0]?.(1);
  await waitFor(() => {
    expect(writes).toHaveLength(2);
  });
  expect(shown.result.current.state).toBe("saving");
  writes[1]?.(2);
  await waitFor(() => {
    expect(shown.result.current.state).toBe("saved");
  });
  expect(vi.mocked(saveDraft).mock.lastCall?.[0].title).toBe("Attic");
});

test("an undo while its wall is being saved is saved after it", async () => {
  const writes: ((version: number) => void)[] = [];
  vi.mocked(saveDraft).mockReset();
  vi.mocked(saveDraft).mockImplementation(() => new Promise((resolve) => writes.push(resolve)));
  const start = startHistory(EMPTY_DRAFT);
  const shown = renderHook(({ now }) => useAutosave({ id: "d", version: 1 }, "Attic", now), {
    initialProps: { now: start },
  });
  shown.rerender({ now: push(start, history.present) });
  shown.rerender({ now: start });
  writes[0]?.(2);
  await waitFor(() => {
    expect(writes).toHaveLength(2);
  });
  writes[1]?.(3);
  await waitFor(() => {
    expect(shown.result.current.state).toBe("saved");
  });
  expect(vi.mocked(saveDraft).mock.lastCall?.[0].history.present).toBe(EMPTY_DRAFT);
});

test("an editor that is left for another page leaves what the browser did not save", () => {
  vi.mocked(saveDraft).mockReset();
  vi.mocked(saveDraft).mockRejectedValue(new DOMException("full", "QuotaExceededError"));
  renderHook(() => useAutosave({ id: "unsaved", version: 0, isUnsaved: true }, "Attic", history)).unmount();
  expect(localStorage.getItem("roomjobs.left.unsaved")).toContain("Attic");
});
