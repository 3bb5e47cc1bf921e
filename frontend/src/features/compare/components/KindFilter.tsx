import { KINDS, type Change, type Kind } from "../changes";
import { LOOK } from "../kinds";
import { KindMark } from "./KindMark";

interface Props {
  changes: readonly Change[];
  hidden: ReadonlySet<Kind>;
  onToggle: (kind: Kind) => void;
}

/** How many rooms became what, which of them are listed, and what the marks mean. */
export function KindFilter({ changes, hidden, onToggle }: Props) {
  return (
    <div className="kind-filter" role="group" aria-label="Rooms listed">
      {KINDS.map((kind) => {
        const found = changes.filter((change) => change.kind === kind).length;
        return (
          <button
            key={kind}
            type="button"
            aria-pressed={!hidden.has(kind)}
            disabled={found === 0}
            onClick={() => {
              onToggle(kind);
            }}
          >
            <KindMark kind={kind} />
            <strong>{found.toLocaleString("en")}</strong>
            <span>{LOOK[kind].name}</span>
          </button>
        );
      })}
    </div>
  );
}
