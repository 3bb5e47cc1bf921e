import "../schedule.css";

import { useEffect, useState } from "react";
import { createPortal, flushSync } from "react-dom";

import { formatLength } from "@/lib/format";
import { pathData } from "@/plan/drawing";
import type { RoomNames } from "@/plan/nameRooms";
import { metresOf } from "@/plan/units";

import { roomPath, type Scene } from "../scene";
import { byNumber, scheduleOf } from "../schedule";
import { ScheduleTable } from "./ScheduleTable";

interface Props {
  scene: Scene;
  title: string;
  typed: ReadonlyMap<string, RoomNames>;
  /** Whether rooms have the colours of their usages, as on the screen. */
  byUsage: boolean;
}

/** What a sheet of A4 has for the drawing, upright, in millimetres. */
const PAPER_MM = { width: 180, height: 150 };
const SCALES = [
  20, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1250, 1500, 2000, 2500, 5000, 10_000,
];
const TEXT_MM = 2.6;

/** What goes on paper in the place of the page: the plan to scale, and all rooms. Made when somebody prints. */
export function PrintSheet({ scene, title, typed, byUsage }: Props) {
  const [printing, setPrinting] = useState(() => window.matchMedia("print").matches);
  useEffect(() => {
    const query = window.matchMedia("print");
    const begin = () => {
      flushSync(() => {
        setPrinting(true); // the browser waits for nothing after this
      });
    };
    const end = () => {
      setPrinting(false);
    };
    const change = () => {
      if (query.matches) begin();
      else end();
    };
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    query.addEventListener("change", change);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
      query.removeEventListener("change", change);
    };
  }, []);
  return printing && createPortal(<Sheet scene={scene} title={title} typed={typed} byUsage={byUsage} />, document.body);
}

function Sheet({ scene, title, typed, byUsage }: Props) {
  const { size, walls, rooms, units } = scene;
  const metres = metresOf(units);
  const world =
    metres === undefined
      ? null
      : { width: (size.width / scene.scale) * metres, height: (size.height / scene.scale) * metres };
  const ratio = world && paperScale(world.width, world.height);
  const fit = Math.min(PAPER_MM.width / (size.width || 1), PAPER_MM.height / (size.height || 1));
  const width = world && ratio ? (world.width * 1000) / ratio : size.width * fit;
  const mm = size.width / (width || 1); // drawing units per millimetre of paper
  const schedule = byNumber(scheduleOf(rooms, units, typed));
  const called = new Map(schedule.rows.map((row) => [row.id, row]));
  return (
    <article className="print-sheet">
      <h1>{title}</h1>
      <p>
        {ratio ? `Scale 1 : ${String(ratio)} when printed at 100 %` : "Not to scale: the plan says no unit of length"}
        {world && ` · ${formatLength(world.width, "m")} × ${formatLength(world.height, "m")}`} ·{" "}
        {new Date().toLocaleDateString("en", { dateStyle: "long" })}
      </p>
      <svg
        viewBox={`${String(-mm)} ${String(-mm)} ${String(size.width + 2 * mm)} ${String(size.height + 2 * mm)}`}
        style={{ width: `${String(width + 2)}mm` }}
        role="img"
        aria-label="Plan"
      >
        {rooms.map((item) => (
          <path
            key={item.room.id}
            d={roomPath(item)}
            data-colour={byUsage ? item.usageColour : item.colour}
            className="print-room"
            fillRule="evenodd"
          />
        ))}
        {walls.map(({ points, loadBearing, sign }, index) => (
          <path
            key={index}
            d={pathData(points)}
            className="print-wall"
            strokeWidth={(sign ? 0.13 : loadBearing ? 0.7 : 0.35) * mm}
          />
        ))}
        {rooms.map(({ room, labelPoint: [x, y] }) => {
          const row = called.get(room.id);
          if (!row) return null;
          const { number, name, fallback, gross } = row;
          const lines = [
            [number, name].filter(Boolean).join(" ") || fallback,
            gross.m2 === null ? "" : `${gross.m2.toFixed(2)} m²`,
          ];
          return (
            <text key={room.id} x={x} y={y} fontSize={TEXT_MM * mm} textAnchor="middle">
              {lines.filter(Boolean).map((line, index) => (
                <tspan key={index} x={x} dy={index === 0 ? 0 : TEXT_MM * 1.2 * mm}>
                  {line}
                </tspan>
              ))}
            </text>
          );
        })}
      </svg>
      <ScheduleTable schedule={schedule} units={units} />
    </article>
  );
}

/** The largest scale of the usual ones at which a plan of so many metres fits the paper. */
export function paperScale(width: number, height: number): number | null {
  return (
    SCALES.find((ratio) => (width * 1000) / ratio <= PAPER_MM.width && (height * 1000) / ratio <= PAPER_MM.height) ??
    null
  );
}
