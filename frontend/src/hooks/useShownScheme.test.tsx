import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { useShownScheme } from "./useShownScheme";

function Shown() {
  return <p>{useShownScheme()}</p>;
}

test("what is drawn follows the attribute that style sheets go by", async () => {
  const { documentElement: root } = document;
  render(<Shown />);
  expect(screen.getByText("light")).toBeVisible();
  root.setAttribute("data-dark", "");
  expect(await screen.findByText("dark")).toBeVisible();
  root.removeAttribute("data-dark");
  expect(await screen.findByText("light")).toBeVisible();
});
