import { useEffect, useRef } from "react";

import type { Finding } from "../findings";

interface Props {
  findings: readonly Finding[];
  shown: number | null;
  onPoint: (number: number | null) => void;
  /** Go there. */
  onSelect: (finding: Finding) => void;
}

/** More would be too many to read; they are in the downloaded result. */
const MOST_SHOWN = 500;

/** What was repaired and what to look at, each with its mark in the drawing. */
export function FindingsList({ findings, shown, onPoint, onSelect }: Props) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (shown !== null)
      list.current?.querySelector(`[data-number="${String(shown)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  if (findings.length === 0) {
    return (
      <p className="no-findings">Nothing was repaired, and there is nothing to look at: the walls meet as they are.</p>
    );
  }
  return (
    <ol className="findings" ref={list} aria-label="Repairs and findings">
      {findings.slice(0, MOST_SHOWN).map((finding) => {
        const { number, title, detail, repaired } = finding;
        return (
          <li key={number} data-number={number} data-shown={shown === number}>
            <button
              type="button"
              onClick={() => {
                onSelect(finding);
              }}
              onPointerEnter={() => {
                onPoint(number);
              }}
              onPointerLeave={() => {
                onPoint(null);
              }}
              onFocus={() => {
                onPoint(number);
              }}
              onBlur={() => {
                onPoint(null);
              }}
            >
              <span className="finding-number" data-repaired={repaired}>
                {number}
              </span>
              <span>
                <strong>{title}</strong>
                <span className="finding-detail">{detail}</span>
              </span>
            </button>
          </li>
        );
      })}
      {findings.length > MOST_SHOWN && <li className="no-findings">and {findings.length - MOST_SHOWN} more</li>}
    </ol>
  );
}
