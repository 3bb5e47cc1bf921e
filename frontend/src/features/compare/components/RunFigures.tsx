import { Link } from "react-router";

import { formatPercent, formatWork } from "@/lib/format";
import { formatArea } from "@/plan/formatArea";

import { signed } from "../figures";
import type { NamedRun } from "../namedRun";
import type { Placing } from "../placing";

interface Props {
  before: NamedRun;
  after: NamedRun;
  placing: Placing;
}

/** Both runs in figures, and what the second has more. */
export function RunFigures({ before, after, placing }: Props) {
  const { units, comparable } = placing;
  const runs = [before, after] as const;
  const whole = (value: number) => value.toLocaleString("en");
  const areas = [placing.before, placing.after].map(({ rooms }) => rooms.reduce((sum, { area }) => sum + area, 0));
  const rows: {
    name: string;
    values: (number | null | undefined)[];
    format: (value: number) => string;
    differ?: boolean;
  }[] = [
    { name: "Rooms", values: runs.map(({ result }) => result.rooms_count), format: whole },
    { name: "Walls", values: runs.map(({ plan }) => plan.walls.length), format: whole },
    { name: "Area", values: areas, format: (value) => formatArea(value, units), differ: comparable },
    {
      name: "Confidence",
      values: runs.map(({ result }) => shownShare(result.confidence_score)),
      format: formatPercent,
    },
    { name: "Found in", values: runs.map(({ seconds }) => seconds), format: formatWork, differ: false },
  ];
  return (
    <table className="run-figures">
      <thead>
        <tr>
          <td />
          {runs.map(({ jobId, letter, name }) => (
            <th key={letter} scope="col">
              <span aria-hidden="true" className="run-letter">
                {letter}
              </span>
              <Link to={`/jobs/${jobId}`} state={{ title: name }} title={name}>
                <span className="visually-hidden">Run {letter}: </span>
                {name}
              </Link>
            </th>
          ))}
          <th scope="col">B − A</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, values: [a, b], format, differ = true }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{typeof a === "number" ? format(a) : "–"}</td>
            <td>{typeof b === "number" ? format(b) : "–"}</td>
            <td>{differ && typeof a === "number" && typeof b === "number" ? signed(b - a, format) : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** As it is shown, so that the difference is that of what is shown. */
function shownShare(share: number | null | undefined): number | null {
  return typeof share === "number" ? Math.round(share * 100) / 100 : null;
}
