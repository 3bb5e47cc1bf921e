import type { Kind } from "../changes";
import { LOOK } from "../kinds";

const PATTERNS = {
  dots: "M5 5h.01M11 5h.01M17 5h.01M5 17h.01M17 17h.01",
  stripes: "M0 8L8 0M0 17L17 0M0 22L22 0M5 22L22 5M14 22L22 14",
  crossed: "M0 8L8 0M0 17L17 0M5 22L22 5M14 22L22 14M14 0L22 8M5 0L22 17M0 5L17 22M0 14L8 22",
};

/** The sign of a kind of change, on its colour and pattern. */
export function KindMark({ kind }: { kind: Kind }) {
  const { sign, colour, pattern } = LOOK[kind];
  return (
    <svg className="kind-mark" viewBox="0 0 22 22" width="22" height="22" aria-hidden="true" data-pattern={pattern}>
      <rect width="22" height="22" rx="5" fill={`var(${colour})`} />
      {pattern && <path d={PATTERNS[pattern]} />}
      <text x="11" y="11">
        {sign}
      </text>
    </svg>
  );
}
