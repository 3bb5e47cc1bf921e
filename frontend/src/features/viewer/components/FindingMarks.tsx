import { memo } from "react";

import { MOST_MARKS, type Finding } from "../findings";

interface Props {
  findings: readonly Finding[];
  shown: number | null;
}

/** A numbered mark at each repair and finding, with the number of the list. Round: repaired; square: to look at. */
export const FindingMarks = memo(function FindingMarks({ findings, shown }: Props) {
  const marked = findings.filter(({ number }) => number <= MOST_MARKS || number === shown);
  return marked.map(({ number, at, repaired, title }) => {
    if (!at) return null;
    return (
      <g
        key={number}
        className="finding-mark"
        data-finding={number}
        data-shown={number === shown}
        data-repaired={repaired}
      >
        <g transform={`translate(${at.join(" ")})`}>
          <g className="upright">
            <path d="M0 0L9 -12" />
            <g transform="translate(12 -16)">
              <title>{`${String(number)}: ${title}`}</title>
              {repaired ? <circle r="10" /> : <rect x="-9.5" y="-9.5" width="19" height="19" rx="3" />}
              <text>{number}</text>
            </g>
          </g>
        </g>
      </g>
    );
  });
});
