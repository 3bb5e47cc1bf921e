import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { UnreachableError } from "@/api/problem";

import { PartMissing } from "./PartMissing";

test.each([
  ["the part itself", undefined, "The service cannot be reached"],
  ["the error that it was to tell", new Error("The name is too long."), "The plan could not be sent"],
])("of a dialog that cannot be loaded, %s is told", async (_, error, title) => {
  const done = { onRetry: vi.fn(), onClose: vi.fn() };
  render(
    <PartMissing
      error={new UnreachableError()}
      onRetry={done.onRetry}
      of={{ onClose: done.onClose, ...(error && { error }) }}
    />,
  );
  const dialog = screen.getByRole("dialog", { name: title });
  expect(dialog).toHaveTextContent("Your plan is still here.");
  if (error) expect(dialog).toHaveTextContent(error.message);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(done.onRetry).toHaveBeenCalledOnce();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(done.onClose).toHaveBeenCalledOnce();
});
