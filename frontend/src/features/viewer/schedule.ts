import { MARK_NAMES } from "@/plan/marks";
import { namesOf, type RoomNames } from "@/plan/nameRooms";
import { unnamed } from "@/plan/roomName";
import { squareFeet, squareMetres } from "@/plan/units";
import { usagesOf } from "@/plan/usages";

import type { SceneRoom } from "./scene";

/** A line of the schedule of rooms. Areas are null where the plan has no scale, net ones where walls have no thickness. */
export interface ScheduleRow extends RoomNames {
  id: string;
  /** What the room is called without any of these. */
  fallback: string;
  gross: Area;
  net: Area;
}

export interface Area {
  /** In units of the plan. */
  plan: number | null;
  m2: number | null;
  ft2: number | null;
}

export interface Schedule {
  rows: ScheduleRow[];
  /** By what rooms are used for, the largest area first. */
  usages: { name: string; rooms: number; gross: Area; net: Area }[];
  /** Whether anybody has accepted a room, or wants one checked. */
  marked: boolean;
  gross: Area;
  net: Area;
}

export function scheduleOf(
  rooms: readonly SceneRoom[],
  units: string | null,
  typed: ReadonlyMap<string, RoomNames>,
): Schedule {
  const area = (value: number | null | undefined): Area =>
    typeof value === "number"
      ? { plan: value, m2: squareMetres(value, units), ft2: squareFeet(value, units) }
      : { plan: null, m2: null, ft2: null };
  const rows = rooms.map(({ room }) => ({
    ...(typed.get(room.id) ?? namesOf(room)),
    id: room.id,
    fallback: unnamed(room.id),
    gross: area(room.area),
    net: area(room.net_area),
  }));
  const total = (of: "gross" | "net") => {
    const values = rows.map((row) => row[of].plan);
    // A sum without some of its parts would pass for the whole.
    return area(
      values.some((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    );
  };
  const used = rows.map((row) => ({ usage: row.usage, area: row.gross.plan ?? 0, net_area: row.net.plan }));
  const usages = usagesOf(used, used.length).map(({ name, rooms: number, area: gross, netArea }) => ({
    name,
    rooms: number,
    gross: area(gross),
    net: area(netArea),
  }));
  return { rows, usages, marked: rows.some(({ mark }) => mark !== ""), gross: total("gross"), net: total("net") };
}

/** In the order of the rooms' numbers, those without one last: as a schedule is read. */
export function byNumber(schedule: Schedule): Schedule {
  const rows = schedule.rows.toSorted(
    (a, b) => Number(a.number === "") - Number(b.number === "") || IN_ORDER.compare(a.number, b.number),
  );
  return { ...schedule, rows };
}

const IN_ORDER = new Intl.Collator("en", { numeric: true });

/** The schedule as a file for spreadsheets: fields as RFC 4180 says, totals last. */
export function scheduleCsv({ rows, usages, marked, gross, net }: Schedule, units: string | null): string {
  const known = gross.m2 !== null;
  const unit = `${units ?? "units"}²`;
  const head = [
    "Number",
    "Name",
    "Usage",
    ...(marked ? ["Checked"] : []),
    ...(known ? ["Net m²", "Gross m²", "Net ft²", "Gross ft²"] : [`Net ${unit}`, `Gross ${unit}`]),
  ];
  const figures = (of: { gross: Area; net: Area }) =>
    (known ? [of.net.m2, of.gross.m2, of.net.ft2, of.gross.ft2] : [of.net.plan, of.gross.plan]).map(
      (value) => value?.toFixed(2) ?? "",
    );
  const said = (mark: RoomNames["mark"]) => (marked ? [mark === "" ? "" : MARK_NAMES[mark]] : []);
  const lines = [
    head,
    ...rows.map((row) => [row.number, row.name || row.fallback, row.usage, ...said(row.mark), ...figures(row)]),
    ...usages.map((usage) => ["", `Total of ${usage.name}`, "", ...said(""), ...figures(usage)]),
    ["", "Total", "", ...said(""), ...figures({ gross, net })],
  ];
  return lines.map((line) => line.map(field).join(",")).join("\r\n") + "\r\n";
}

/** Spreadsheets take a field that begins with one of =+-@ for a formula; an apostrophe says that it is text. */
function field(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
