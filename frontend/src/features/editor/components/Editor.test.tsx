import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";

import { fakeApi } from "@/testing/fakeApi";

import { DraftConflictError, loadDraft, saveDraft, type StoredDraft } from "../draftStore";
import { EMPTY_DRAFT, type Draft } from "../model/document";
import { addLine } from "../model/edits";
import { startHistory } from "../model/history";
import { convert } from "../model/units";
import type { Detection } from "./DetectionPanel";
import { Editor } from "./Editor";

/** What other tabs would say; set by the editor that listens. */
let otherTab: (id: string) => void = () => undefined;

vi.mock(import("../draftStore"), async (load) => ({
  ...(await load()),
  loadDraft: vi.fn<typeof loadDraft>(),
  saveDraft: vi.fn<typeof saveDraft>(),
  watchDrafts: (changed: (id: string) => void) => {
    otherTab = changed;
    return () => undefined;
  },
}));

const IN_METRES: Draft = { ...addLine(addLine(EMPTY_DRAFT, [0, 0], [6, 0]), [6, 0], [6, 3]), units: "m" };
const DETECTION: Detection = {
  start: () => undefined,
  pending: false,
  error: null,
  jobId: null,
  found: null,
  previous: null,
  progress: null,
};

beforeEach(() => {
  fakeApi({});
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.mocked(saveDraft)
    .mockReset()
    .mockImplementation((_draft, restsOn) => Promise.resolve(restsOn + 1));
});

function stored(present: Draft, version = 1): StoredDraft {
  return { id: "d", title: "Attic", history: startHistory(present), version, savedAt: 0 };
}

function open(initial = stored(IN_METRES)) {
  const told = { onReplace: vi.fn(), onCopy: vi.fn(() => Promise.resolve()) };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <Editor initial={initial} original={null} detection={DETECTION} onName={() => undefined} {...told} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return { ...told, user: userEvent.setup() };
}

const sheet = () => screen.getByRole("application");

/** Where the handles of the selected walls are on the sheet, in pixels. */
function handles(): [number, number][] {
  const [x = 0, y = 0, scale = 0] = numbers(sheet().querySelector(".work")?.getAttribute("transform"));
  return [...sheet().querySelectorAll(".handle")].map((handle) => {
    const [across = 0, down = 0] = numbers(handle.closest("[transform]")?.getAttribute("transform"));
    return [x + across * scale, y + down * scale];
  });
}

function numbers(text: string | null | undefined): number[] {
  return text?.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
}

test.each([
  ["cm", /^Convert/],
  ["ft", /^The unit was wrong/],
  ["px", null],
])("a drawing is in sight once its units are %j", async (units, choice) => {
  const { user } = open();
  sheet().focus();
  await user.keyboard("{Control>}a{/Control}");
  await user.click(screen.getByRole("button", { name: "Zoom in" })); // a view that was moved is not fitted by itself
  await user.selectOptions(screen.getByRole("combobox", { name: "Units" }), units);
  if (choice) await user.click(await screen.findByRole("button", { name: choice }));
  await waitFor(() => {
    expect(handles()).toHaveLength(4);
    for (const [x, y] of handles()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(600);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(400);
    }
  });
});

test("a wall that is the result of a copy has one length", async () => {
  const complaints = vi.spyOn(console, "error");
  const { user } = open(stored({ ...addLine(EMPTY_DRAFT, [0, 0], [6, 0]), units: "m" }));
  sheet().focus();
  await user.keyboard("{Control>}a{/Control}{Control>}d{/Control}{Control>}d{/Control}");
  const panel = screen.getByRole("region", { name: "Selected walls" });
  expect(panel).toHaveTextContent("Wall 3");
  expect(within(panel).getAllByRole("textbox", { name: "Length" })).toHaveLength(1);
  expect(complaints).not.toHaveBeenCalled();
});

test("a menu on the sheet does to the selected walls what it says", async () => {
  const { user } = open();
  sheet().focus();
  await user.keyboard("{Control>}a{/Control}");
  const walls = () => screen.getByRole("region", { name: "Selected walls" });
  fireEvent.contextMenu(sheet(), { clientX: 590, clientY: 10 }); // beside the walls: they stay selected
  await user.click(await screen.findByRole("menuitem", { name: /^Duplicate/ }));
  expect(walls()).toHaveTextContent("2 walls selected");
  await waitFor(() => {
    expect(sheet()).toHaveFocus(); // keys go on to work
  });
  fireEvent.contextMenu(sheet());
  await user.click(await screen.findByRole("menuitem", { name: /^Delete/ }));
  expect(screen.getByRole("region", { name: "New walls" })).toHaveTextContent("2 walls");
  fireEvent.contextMenu(sheet());
  for (const name of [/^Copy/, /^Duplicate/, /^Turn/, /^Mirror/, /^Delete/])
    expect(await screen.findByRole("menuitem", { name })).toHaveAttribute("aria-disabled", "true"); // nothing is selected
});

test("what places snap to is chosen in a popover that Escape closes", async () => {
  const { user } = open();
  const button = screen.getByRole("button", { name: "Snapping" });
  await user.click(button);
  const grid = within(await screen.findByRole("dialog", { name: "Snap to" })).getByRole("checkbox", { name: "Grid" });
  expect(grid).toBeChecked();
  await user.click(grid);
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(button).toHaveFocus();
  });
  await user.click(button);
  expect(await screen.findByRole("checkbox", { name: "Grid" })).not.toBeChecked();
  expect(screen.getByRole("checkbox", { name: "Ends" })).toBeChecked();
});

test.each([
  ["Replace the other", "mine"],
  ["Take the other", "theirs"],
] as const)("of two tabs with other units, %s", async (choice, goesOn) => {
  const { user, onReplace } = open();
  const theirs = stored(convert(IN_METRES, "mm"), 2);
  vi.mocked(loadDraft).mockResolvedValue(theirs);
  await act(async () => {
    otherTab("d");
    await Promise.resolve();
  });
  const dialog = await screen.findByRole("dialog", { name: /changed in another tab/ });
  expect(screen.getByText("Not saved: changed in another tab")).toBeInTheDocument();
  expect(saveDraft).not.toHaveBeenCalled();
  await user.click(within(dialog).getByRole("button", { name: choice }));
  if (goesOn === "theirs") {
    await waitFor(() => {
      expect(onReplace).toHaveBeenCalledWith(theirs);
    });
    return;
  }
  const over = () => vi.mocked(saveDraft).mock.calls.find(([draft]) => draft.id === "d");
  await waitFor(() => {
    expect(over()?.[1]).toBe(2); // it rests on what the other tab has drawn, so that tab is told in its turn
  });
  expect(over()?.[0].history.present).toMatchObject({ units: "m", walls: IN_METRES.walls });
  expect(await screen.findByText("Saved in this browser")).toBeInTheDocument();
});

test("a drawing that replaces the other is not saved before it is written", async () => {
  const { user } = open();
  vi.mocked(loadDraft).mockResolvedValue(stored(convert(IN_METRES, "mm"), 2));
  await act(async () => {
    otherTab("d");
    await Promise.resolve();
  });
  let write: (version: number) => void = () => undefined;
  vi.mocked(saveDraft).mockImplementation((draft) =>
    draft.id === "d" ? new Promise<number>((resolve) => (write = resolve)) : Promise.resolve(1),
  );
  await user.click(await screen.findByRole("button", { name: "Replace the other" }));
  expect(await screen.findByText("Saving…")).toBeInTheDocument();
  expect(screen.queryByText("Saved in this browser")).toBeNull();
  await act(async () => {
    write(3);
    await Promise.resolve();
  });
  expect(await screen.findByText("Saved in this browser")).toBeInTheDocument();
});

test("a change of units is not written over what another tab has drawn meanwhile", async () => {
  const theirs = stored(addLine(IN_METRES, [6, 3], [0, 3]), 2);
  vi.mocked(saveDraft).mockRejectedValueOnce(new DraftConflictError(theirs));
  const { user } = open();
  await user.selectOptions(screen.getByRole("combobox", { name: "Units" }), "mm");
  await user.click(await screen.findByRole("button", { name: /^Convert/ }));
  const dialog = await screen.findByRole("dialog", { name: /changed in another tab/ });
  expect(dialog).toHaveTextContent("3 walls");
  expect(saveDraft).toHaveBeenCalledTimes(1);
});
