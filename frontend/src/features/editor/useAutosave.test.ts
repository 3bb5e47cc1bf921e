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

test("a name that is given while a save is under way is saved with it", async () => {
  vi.mocked(saveDraft).mockClear();
  let answer: ((version: number) => void) | undefined;
  vi.mocked(saveDraft).mockReturnValueOnce(new Promise<number>((resolve) => (answer = resolve)));
  const named = push(history, { ...history.present, name: "Attic" });
  const { result, rerender } = renderHook(
    ([title, drawn]) => useAutosave({ id: "d", version: 0, isUnsaved: true }, title, drawn),
    { initialProps: ["New plan", history] as const },
  );
  rerender(["Attic", named]);
  answer?.(1);
  await waitFor(() => {
    expect(result.current.state).toBe("saved");
  });
  expect(vi.mocked(saveDraft).mock.calls.map(([{ title }]) => title)).toEqual(["New plan", "Attic"]);
});
