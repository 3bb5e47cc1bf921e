import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { formatSeconds } from "@/lib/format";

import { metricsQuery, scalingQuery, type Minute } from "../api/fleet";
import { useFreshness } from "../freshness";
import { Chart, type Series } from "./Chart";
import { PanelState } from "./PanelState";

const DASHES = { p50: [], p95: [7, 4], p99: [2, 3] };
const WIDTHS = { p50: 1.5, p95: 4, p99: 7 };
const whole = (value: number) => value.toLocaleString("en");

function percentiles(minutes: Minute[], what: "wait" | "run"): Series[] {
  return (["p50", "p95", "p99"] as const).map((name) => ({
    label: name,
    values: minutes.map((minute) => minute[what][name]),
    colour: what === "wait" ? "--chart-1" : "--chart-2",
    dash: DASHES[name],
    width: WIDTHS[name],
  }));
}

/** In the minute that runs nobody may have been counted yet: nothing there is no figure. */
function counted(values: number[]): (number | null)[] {
  return values.map((value, index) => (value === 0 && index === values.length - 1 ? null : value));
}

/** What went through in the last minutes, how long it took, and who was there. */
export function Charts({ minutes, polling }: { minutes: number; polling: boolean }) {
  const metrics = useQuery(metricsQuery(minutes, polling));
  const scaling = useQuery(scalingQuery(minutes));
  const fresh = useFreshness(metrics);
  const freshScaling = useFreshness(scaling);
  const known = metrics.data?.minutes;
  const drawn = useMemo(
    () =>
      known && {
        times: known.map(({ at }) => at),
        throughput: [
          { label: "completed", values: known.map(({ completed }) => completed), colour: "--chart-3", dash: [] },
          { label: "submitted", values: known.map(({ submitted }) => submitted), colour: "--chart-1", dash: [7, 4] },
          { label: "failed", values: known.map(({ failed }) => failed), colour: "--chart-4", dash: [2, 3] },
        ],
        wait: percentiles(known, "wait"),
        run: percentiles(known, "run"),
      },
    [known],
  );
  const workers = useMemo(
    () =>
      scaling.data && {
        times: scaling.data.map(({ at }) => at),
        series: [
          {
            label: "workers seen",
            values: counted(scaling.data.map((minute) => minute.workers)),
            colour: "--chart-3",
            dash: [],
          },
          {
            label: "jobs they take at once",
            values: counted(scaling.data.map((minute) => minute.processes)),
            colour: "--chart-1",
            dash: [7, 4],
          },
        ],
      },
    [scaling.data],
  );
  return (
    <div className="charts">
      {drawn ? (
        <>
          <Chart
            title="Jobs a minute"
            times={drawn.times}
            series={drawn.throughput}
            format={whole}
            scale="linear"
            fresh={fresh}
          />
          <Chart
            title="Wait"
            times={drawn.times}
            series={drawn.wait}
            format={formatSeconds}
            scale="logarithmic"
            fresh={fresh}
            none="no jobs"
          />
          <Chart
            title="Run"
            times={drawn.times}
            series={drawn.run}
            format={formatSeconds}
            scale="logarithmic"
            fresh={fresh}
            none="no jobs"
          />
        </>
      ) : (
        ["Jobs a minute", "Wait", "Run"].map((title) => (
          <PanelState key={`${title} ${String(minutes)}`} title={title} query={metrics} />
        ))
      )}
      {workers ? (
        <Chart
          title="Workers in a minute"
          times={workers.times}
          series={workers.series}
          format={whole}
          scale="linear"
          fresh={freshScaling}
          note="A worker that was replaced and the one in its place both count in that minute."
        />
      ) : (
        <PanelState key={minutes} title="Workers" query={scaling} />
      )}
    </div>
  );
}
