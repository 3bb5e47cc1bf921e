import "uplot/dist/uPlot.min.css";

import Typography from "@mui/material/Typography";
import { useEffect, useId, useMemo, useRef } from "react";
import uPlot from "uplot";

import { useShownScheme } from "@/hooks/useShownScheme";

import type { Freshness } from "../freshness";
import { Age } from "./Age";

export interface Series {
  label: string;
  values: (number | null)[];
  /** A custom property of CSS. */
  colour: string;
  /** Lengths of strokes and gaps; solid when empty. */
  dash: number[];
  /** Wider lines lie under others, so that equal figures are all seen. */
  width?: number;
}

interface Props {
  title: string;
  /** Unix seconds. */
  times: number[];
  series: Series[];
  format: (value: number) => string;
  /** Durations span decades; counts begin at nothing. */
  scale: "linear" | "logarithmic";
  fresh: Freshness;
  /** What is said where there is no figure of now. */
  none?: string;
  /** What whoever reads the figures has to know. */
  note?: string;
}

const HEIGHT = 190;
const FONT = "12px 'Figtree Variable', system-ui, sans-serif";
const LEAST_AXIS_PX = 44;
/** Between the names and the lines. */
const AXIS_GAP_PX = 14;
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's enum exists in its types only
const LOGARITHMIC = 3 as uPlot.Scale.Distr;

/** Series over time. The last figures stand under it as text, each beside its line's pattern. */
export function Chart({ title, times, series, format, scale, fresh, none = "–", note }: Props) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const scheme = useShownScheme();
  const byWidth = useMemo(() => series.toSorted((a, b) => (b.width ?? 2) - (a.width ?? 2)), [series]);
  const drawn = byWidth.map(({ label, colour, dash, width = 2 }) => ({ label, colour, dash, width }));
  const look = JSON.stringify([drawn, scale]);

  useEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const made = new uPlot(options(parent, drawn, scale, format), [[], ...drawn.map(() => [])], parent);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize({ width: parent.clientWidth, height: HEIGHT });
    });
    observer.observe(parent);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `look` stands for what of them is drawn
  }, [look]);

  useEffect(() => {
    plot.current?.setData([times, ...byWidth.map(({ values }) => values)]);
    // Also when the colours change: they are read when it draws. (`redraw` would drop data that is not drawn yet.)
  }, [times, byWidth, look, scheme]);

  return (
    <figure className="fleet-panel chart" aria-labelledby={id} data-old={fresh.old}>
      <figcaption className="fleet-panel-head">
        <Typography variant="h3" component="span" id={id}>
          {title}
        </Typography>
        <Age of={fresh} />
      </figcaption>
      <div ref={place} className="chart-place" style={{ height: HEIGHT }} aria-hidden="true" />
      <ul className="chart-legend">
        {series.map(({ label, values, colour, dash }) => (
          <li key={label}>
            <svg width="26" height="8" aria-hidden="true">
              <line
                x1="1"
                x2="25"
                y1="4"
                y2="4"
                stroke={`var(${colour})`}
                strokeWidth="2.5"
                strokeDasharray={dash.join(" ")}
              />
            </svg>
            {label} <strong>{lastOf(values, format, none)}</strong>
          </li>
        ))}
      </ul>
      {note && <p className="chart-note">{note}</p>}
    </figure>
  );
}

/** The figure of the minute that runs, or of the one before it: an older one says nothing of now. */
function lastOf(values: (number | null)[], format: (value: number) => string, none: string): string {
  const last = values.slice(-2).findLast((value): value is number => value !== null);
  return last === undefined ? none : format(last);
}

function options(
  parent: HTMLElement,
  series: Omit<Series, "values">[],
  scale: Props["scale"],
  format: Props["format"],
): uPlot.Options {
  const variable = (name: string) => () => getComputedStyle(parent).getPropertyValue(name).trim();
  const axis = {
    stroke: variable("--mui-palette-text-secondary"),
    grid: { stroke: variable("--mui-palette-divider"), width: 1 },
    ticks: { show: false },
    font: FONT,
  };
  return {
    width: parent.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [10, 18, 0, 0], // room for half a time at the right
    scales: {
      x: { time: true },
      y:
        scale === "logarithmic"
          ? { distr: LOGARITHMIC, range: decades }
          : { range: (_, __, most) => [0, Math.max(most * 1.05, 1)] },
    },
    axes: [
      { ...axis, size: 30, values: "{HH}:{mm}" },
      {
        ...axis,
        size: (plot, names) => widthOf(plot, names),
        values: (_, ticks) => ticks.map((tick) => (isShown(tick, scale) ? format(tick) : "")),
      },
    ],
    series: [
      {},
      ...series.map(({ label, colour, dash, width = 2 }) => ({
        label,
        stroke: variable(colour),
        width,
        dash,
        spanGaps: false,
        points: { size: 6, fill: variable(colour), show: false, filter: lonely },
      })),
    ],
  };
}

/** Whole powers of ten around the figures, so that each axis has names at both ends. */
function decades(_: uPlot, least: number | null, most: number | null): [number, number] {
  if (least === null || most === null) return [0.01, 10];
  const low = Math.floor(Math.log10(least));
  return [10 ** low, 10 ** Math.max(low + 1, Math.ceil(Math.log10(most)))];
}

/** As much room as the longest name on the axis takes: "1 min 40 s" is wider than "10 s". */
function widthOf({ ctx }: uPlot, names: string[] | null): number {
  ctx.font = FONT; // uPlot draws in device pixels, names are measured in those of CSS
  const widest = (names ?? []).reduce((most, name) => Math.max(most, ctx.measureText(name).width), 0);
  return Math.max(LEAST_AXIS_PX, Math.ceil(widest) + AXIS_GAP_PX);
}

/** Figures between gaps: no line leads to them, so they are drawn as points. */
function lonely(plot: uPlot, index: number): number[] {
  const values = plot.data[index] ?? [];
  const isGap = (at: number) => values[at] === null || values[at] === undefined;
  return [...values.keys()].filter((at) => !isGap(at) && isGap(at - 1) && isGap(at + 1));
}

/** On a logarithmic axis only powers of ten have room for their names; counts are whole. */
function isShown(tick: number, scale: Props["scale"]): boolean {
  return scale === "logarithmic" ? Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6) : Number.isInteger(tick);
}
