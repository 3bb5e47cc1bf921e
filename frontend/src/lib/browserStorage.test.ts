import { afterEach, expect, test, vi } from "vitest";

import { kept, keptInTab } from "./browserStorage";

afterEach(() => {
  vi.restoreAllMocks();
  kept.remove("a");
});

function deny() {
  const refused = () => {
    throw new DOMException("The request was denied for security reasons.", "SecurityError");
  };
  vi.spyOn(window, "localStorage", "get").mockImplementation(refused);
  vi.spyOn(window, "sessionStorage", "get").mockImplementation(refused);
}

test("what is kept is in the browser's store", () => {
  expect(kept.set("a", "1")).toBe(true);
  expect(window.localStorage.getItem("a")).toBe("1");
  expect(kept.get("a")).toBe("1");
});

test("where the browser keeps nothing, it is known until the page is closed", () => {
  deny();
  expect(kept.get("a")).toBeNull();
  expect(kept.set("a", "1")).toBe(false);
  expect(kept.get("a")).toBe("1");
  expect(keptInTab.get("a")).toBeNull();
  kept.remove("a");
  expect(kept.get("a")).toBeNull();
});

test("the page starts where the browser keeps nothing", async () => {
  deny();
  vi.resetModules();
  const { enterToken, forgetToken } = await import("@/api/access");
  expect(() => {
    enterToken("secret", true);
    forgetToken();
  }).not.toThrow();
});

test("keys are found wherever they are kept", () => {
  kept.set("a.1", "x");
  expect(kept.keys("a.")).toEqual(["a.1"]);
  kept.remove("a.1");
  deny();
  kept.set("a.2", "y");
  expect(kept.keys("a.")).toEqual(["a.2"]);
  kept.remove("a.2");
});
