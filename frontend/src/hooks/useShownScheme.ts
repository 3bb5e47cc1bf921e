import { useSyncExternalStore } from "react";

/**
 * The colour scheme that style sheets go by now. The theme's own state changes before the page's attribute does: a
 * picture that was drawn again in between would have the colours that were.
 */
export function useShownScheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, shownScheme);
}

function shownScheme(): "light" | "dark" {
  return document.documentElement.hasAttribute("data-dark") ? "dark" : "light";
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-dark", "data-light"] });
  return () => {
    observer.disconnect();
  };
}
