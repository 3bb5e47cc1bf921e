import { count } from "@/lib/format";
import { MARK_NAMES, type Mark } from "@/plan/marks";
import type { RoomNames } from "@/plan/nameRooms";

import type { Area, Schedule } from "../schedule";
import { UsageOptions } from "./UsageOptions";

interface Props {
  schedule: Schedule;
  units: string | null;
  /** Without it, nothing can be typed, as on paper. */
  onType?: (id: string, change: Partial<RoomNames>) => void;
}

const FIELDS = [
  ["number", "Number"],
  ["name", "Name"],
  ["usage", "Usage"],
] as const;

const MARKS = Object.entries(MARK_NAMES);

/** Rooms with their names and areas, and the totals. */
export function ScheduleTable({ schedule: { rows, usages, marked, gross, net }, units, onType }: Props) {
  const checked = marked || onType !== undefined;
  const measured = gross.m2 !== null;
  const unit = measured ? "m²" : `${units ?? "units"}²`;
  const columns = [`Net ${unit}`, `Gross ${unit}`, ...(measured ? ["Net ft²", "Gross ft²"] : [])];
  const figures = (of: { gross: Area; net: Area }) =>
    measured ? [of.net.m2, of.gross.m2, of.net.ft2, of.gross.ft2] : [of.net.plan, of.gross.plan];
  return (
    <table className="schedule" aria-label="Schedule">
      <thead>
        <tr>
          {FIELDS.map(([key, title]) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
          {checked && <th scope="col">Checked</th>}
          {columns.map((title) => (
            <th key={title} scope="col" className="figure">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            {FIELDS.map(([key, title]) => (
              <td key={key}>
                {onType ? (
                  <input
                    aria-label={`${title} of ${row.fallback}`}
                    value={row[key]}
                    placeholder={key === "name" ? row.fallback : ""}
                    maxLength={100}
                    list={key === "usage" ? "usages" : undefined}
                    onChange={({ target }) => {
                      onType(row.id, { [key]: target.value });
                    }}
                  />
                ) : (
                  row[key] || (key === "name" ? row.fallback : "")
                )}
              </td>
            ))}
            {checked && (
              <td>
                {onType ? (
                  <select
                    aria-label={`${row.fallback} was checked`}
                    value={row.mark}
                    onChange={({ target }) => {
                      onType(row.id, { mark: target.value as Mark | "" });
                    }}
                  >
                    <option value="">–</option>
                    {MARKS.map(([mark, title]) => (
                      <option key={mark} value={mark}>
                        {title}
                      </option>
                    ))}
                  </select>
                ) : (
                  row.mark !== "" && MARK_NAMES[row.mark]
                )}
              </td>
            )}
            {figures(row).map((value, index) => (
              <td key={columns[index]} className="figure">
                {value === null ? "–" : figure(value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        {[
          ...usages.map((usage) => ({ ...usage, name: `${usage.name}, ${count(usage.rooms, "room")}` })),
          { name: "Total", gross, net },
        ].map((sum) => (
          <tr key={sum.name}>
            <th scope="row" colSpan={FIELDS.length + Number(checked)}>
              {sum.name}
            </th>
            {figures(sum).map((value, index) => (
              <td key={columns[index]} className="figure">
                {value === null ? "–" : figure(value)}
              </td>
            ))}
          </tr>
        ))}
      </tfoot>
      {onType && (
        <caption className="visually-hidden">
          <UsageOptions id="usages" />
        </caption>
      )}
    </table>
  );
}

function figure(value: number): string {
  return value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
