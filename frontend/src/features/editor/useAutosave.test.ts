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
