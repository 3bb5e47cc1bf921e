import { useSight } from "@/hooks/useView";
import type { ViewStore } from "@/plan/viewStore";

import type { Finding } from "../findings";

interface Props {
  finding: Finding;
  store: ViewStore;
}

const WIDTH_PX = 250;
/** Marks stand above their place. */
const GAP_PX = { below: 10, above: 34 };

/** The text of a finding, beside its mark. */
export function FindingCallout({ finding: { at, title, detail }, store }: Props) {
  const { view, screen } = useSight(store, (now) => now);
  if (!at) return null;
  const [x, y] = [at[0] * view.scale + view.x, at[1] * view.scale + view.y];
  const left = Math.min(Math.max(8, x - WIDTH_PX / 2), screen.width - WIDTH_PX - 8);
  const below = y < screen.height / 2;
  return (
    <div
      className="finding-callout"
      aria-hidden="true" // the list says it, too
      style={{
        left,
        width: WIDTH_PX,
        ...(below ? { top: y + GAP_PX.below } : { bottom: screen.height - y + GAP_PX.above }),
      }}
    >
      <strong>{title}</strong> {detail}
    </div>
  );
}
