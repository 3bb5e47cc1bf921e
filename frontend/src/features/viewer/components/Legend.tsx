import { memo } from "react";

import { formatArea } from "@/plan/formatArea";

import { CONFIDENCE_CLASSES, confidenceClass, UNRATED } from "../confidence";
import type { Look } from "../drawing/picture";
import { ROOM_COLOURS } from "../roomColours";
import type { Scene } from "../scene";

interface Props {
  scene: Scene;
  look: Look;
}

/** What colours, patterns and lines mean; only those that appear. */
export const Legend = memo(function Legend({ scene, look: { colourBy, stage } }: Props) {
  const lines = linesOf(scene, stage);
  const counts = new Map<number, number>();
  if (colourBy === "confidence" && stage === "after") {
    for (const { room } of scene.rooms) {
      const kind = confidenceClass(room.confidence);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  const usages = colourBy === "usage" && stage === "after" ? usageLines(scene) : [];
  if (lines.length === 0 && counts.size === 0 && usages.length === 0) return null;
  return (
    <ul className="legend" aria-label="Legend">
      {[...CONFIDENCE_CLASSES, { name: "Not rated", range: "" }].map(({ name, range }, kind) => {
        const number = counts.get(kind);
        return (
          number !== undefined && (
            <li key={name}>
              <svg width="22" height="16" aria-hidden="true" data-sure={kind === UNRATED ? "none" : kind}>
                <rect className="legend-fill" width="22" height="16" rx="3" />
                <path className="legend-pattern" d={PATTERNS[kind] ?? ""} />
              </svg>
              {name} {range && <small>{range}</small>} <small>({number})</small>
            </li>
          )
        );
      })}
      {usages.map(({ colour, names, area }) => (
        <li key={colour}>
          <svg width="22" height="16" aria-hidden="true" data-colour={colour}>
            <rect className="legend-fill" data-none={colour === ROOM_COLOURS} width="22" height="16" rx="3" />
          </svg>
          {names} <small>{formatArea(area, scene.units)}</small>
        </li>
      ))}
      {lines.map(([kind, text]) => (
        <li key={kind}>
          <svg width="22" height="16" aria-hidden="true">
            <path className="legend-line" data-line={kind} d="M1 8H21" />
            {kind === "bearing" && <path className="legend-hatch" d="M2 11l4-6M7 11l4-6M12 11l4-6M17 11l4-6" />}
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
});

const PATTERNS = [
  "",
  "M5 5h.01M11 5h.01M17 5h.01M8 11h.01M14 11h.01",
  "M0 12L12 0M4 16L20 0M12 16L22 6",
  "M0 12L12 0M4 16L20 0M12 16L22 6M10 16L0 6M18 16L2 0M22 12L10 0",
];

/** Usages with their areas; those that share a colour share a line. */
function usageLines({ usages, rooms }: Scene): { colour: number; names: string; area: number }[] {
  const lines = new Map<number, { colour: number; names: string; area: number }>();
  for (const { colour, name, area } of usages) {
    const line = lines.get(colour);
    lines.set(
      colour,
      line ? { colour, names: `${line.names}, ${name}`, area: line.area + area } : { colour, names: name, area },
    );
  }
  const unused = rooms.filter(({ usageColour }) => usageColour === ROOM_COLOURS);
  const area = unused.reduce((sum, { room }) => sum + room.area, 0);
  return [...lines.values(), ...(unused.length > 0 ? [{ colour: ROOM_COLOURS, names: "No usage", area }] : [])];
}

function linesOf({ walls, findings }: Scene, stage: Look["stage"]): [string, string][] {
  const has = (...kinds: string[]) => stage === "after" && findings.some(({ kind }) => kinds.includes(kind));
  const lines: [boolean, string, string][] = [
    [walls.some(({ loadBearing }) => loadBearing), "bearing", "Load-bearing"],
    [has("gap", "opening"), "inferred", "Inferred"],
    [has("stub", "overshoot"), "left-out", "Left out"],
    [has("leak"), "leak", "Left open"],
  ];
  return lines.filter(([shown]) => shown).map(([, kind, text]) => [kind, text]);
}
