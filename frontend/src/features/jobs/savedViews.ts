import { kept } from "@/lib/browserStorage";

/** A filtered list that somebody comes back to. */
export interface SavedView {
  name: string;
  /** The query of its address. */
  query: string;
}

const STORED = "roomjobs.views";

/** The views that this browser keeps, by name; what another version of the page wrote is left out. */
export function readViews(): SavedView[] {
  try {
    const found: unknown = JSON.parse(kept.get(STORED) ?? "[]");
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Keep a view under a name, in place of one of that name; false where the browser keeps nothing. */
export function saveView(view: SavedView): boolean {
  const others = readViews().filter(({ name }) => name !== view.name);
  return write([...others, view].sort((a, b) => a.name.localeCompare(b.name)));
}

export function forgetView(name: string): void {
  write(readViews().filter((view) => view.name !== name));
}

function write(views: SavedView[]): boolean {
  return kept.set(STORED, JSON.stringify(views));
}

function isView(found: unknown): found is SavedView {
  if (typeof found !== "object" || found === null) return false;
  return "name" in found && "query" in found && typeof found.name === "string" && typeof found.query === "string";
}
