import { isTemporary, ProblemError } from "@/api/problem";
import type { DetectionResult } from "@/plan/result";

import type { Found } from "../components/DetectionPanel";
import { isSamePlan, type Draft } from "../model/document";

/** How it goes with the rooms of what is being drawn. */
export interface Live {
  /** The rooms that came last, with the draft that they are of. */
  found: Found | null;
  state: "idle" | "finding" | "away" | "failing" | "given-up" | "large" | "refused" | "not-offered";
}

/** The service takes no more in a preview. */
export const MOST_WALLS = 1000;
const PAUSE_MS = 2000;
/** Each pause is twice as long as the one before, up to so many first ones: half a minute. */
const MOST_PAUSES = 16;
/** States in which one drawing after the other meets the same trouble. */
const WAITING: ReadonlySet<Live["state"]> = new Set(["away", "failing"]);
/** A service that wakes up takes a minute or two; one that fails (500) mostly fails at the same drawing again. */
const MOST_TRIES = { away: 12, failing: 4 } as const;

/**
 * Asks for the rooms of one draft at a time. While an answer is on its way, only the latest draft waits: what was
 * overtaken is never asked for. Where the service does not answer, it is asked again after ever longer pauses, and
 * given up after some minutes, until the next change of the drawing.
 */
export class PreviewQueue {
  readonly #ask: (draft: Draft, signal: AbortSignal) => Promise<DetectionResult>;
  readonly #tell: (live: Live) => void;
  readonly #pauseMs: number;
  readonly #closing = new AbortController();
  #live: Live = { found: null, state: "idle" };
  #wanted: Draft | null = null;
  #asked: Draft | null = null;
  #busy = false;
  #failures = 0;

  constructor(
    ask: (draft: Draft, signal: AbortSignal) => Promise<DetectionResult>,
    tell: (live: Live) => void,
    pauseMs = PAUSE_MS,
  ) {
    this.#ask = ask;
    this.#tell = tell;
    this.#pauseMs = pauseMs;
  }

  want(draft: Draft): void {
    if (this.#live.state === "not-offered" || this.#closing.signal.aborted) return;
    if (draft.walls.length > MOST_WALLS) {
      this.#wanted = null;
      this.#asked = null; // an answer that is on its way is of a smaller drawing, which may come back
      if (this.#live.state !== "large") this.#change({ found: null, state: "large" });
      return;
    }
    if (this.#asked && isSamePlan(this.#asked, draft)) {
      this.#wanted = null; // back where it was, as at the end of a drag
      return;
    }
    this.#wanted = draft;
    if (!WAITING.has(this.#live.state)) this.#failures = 0; // what ended is not held against what is drawn next
    if (!this.#busy) void this.#work();
  }

  /** Nothing is wanted, and what was found is no longer of interest. */
  forget(): void {
    this.#wanted = null;
    this.#asked = null;
    if (this.#live.state !== "not-offered" && (this.#live.found || this.#live.state !== "idle"))
      this.#change({ found: null, state: "idle" });
  }

  close(): void {
    this.#closing.abort();
  }

  async #work(): Promise<void> {
    const { signal } = this.#closing;
    this.#busy = true;
    while (this.#wanted && !signal.aborted) {
      const draft = this.#wanted;
      this.#wanted = null;
      this.#asked = draft;
      this.#change({
        ...this.#live,
        state: this.#failures > 0 && this.#live.state !== "idle" ? this.#live.state : "finding",
      });
      try {
        const result = await this.#ask(draft, signal);
        this.#failures = 0;
        if (this.#asked === draft) this.#change({ found: { draft, result }, state: this.#next() ? "finding" : "idle" });
      } catch (error) {
        await this.#fail(draft, error);
      }
    }
    this.#busy = false;
  }

  async #fail(draft: Draft, error: unknown): Promise<void> {
    if (this.#closing.signal.aborted || this.#asked !== draft) return;
    if (error instanceof ProblemError && error.status === 501) {
      this.#wanted = null;
      this.#change({ found: null, state: "not-offered" });
    } else if (error instanceof ProblemError && error.status === 413) {
      this.#change({ found: null, state: "large" });
    } else if (isTemporary(error)) {
      const state = error instanceof ProblemError && error.status === 500 ? "failing" : "away";
      this.#failures++;
      if (this.#failures >= MOST_TRIES[state]) {
        this.#change({ ...this.#live, state: "given-up" });
        return;
      }
      this.#change({ ...this.#live, state });
      await new Promise((resolve) =>
        setTimeout(resolve, this.#pauseMs * Math.min(2 ** (this.#failures - 1), MOST_PAUSES)),
      );
      if (this.#next() === null && this.#is(draft)) this.#wanted = draft;
    } else this.#change({ found: null, state: "refused" });
  }

  #is(draft: Draft): boolean {
    return this.#asked === draft;
  }

  #next(): Draft | null {
    return this.#wanted;
  }

  #change(live: Live): void {
    this.#live = live;
    if (!this.#closing.signal.aborted) this.#tell(live);
  }
}
