import "@/features/jobs/callbacks.css";

import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";

import { NotConfirmed } from "@/components/NotConfirmed";
import { useNow } from "@/hooks/useNow";
import { formatAge, formatSeconds } from "@/lib/format";

import { callbacksQuery, useRedeliver, type Callback, type Subject } from "../api/callbacks";

const COLOURS = { delivered: "success", due: "primary", "given up": "error" } as const;

/** Who was told of the ends of a job or batch, what they answered, and a way to tell them again. */
export function CallbackList({ of }: { of: Subject }) {
  const list = useQuery(callbacksQuery(of));
  const redeliver = useRedeliver(of);
  const now = useNow() / 1000;
  if (!list.data) {
    return (
      <>
        <NotConfirmed query={list} />
        {!list.error && <Skeleton variant="rounded" height={120} />}
      </>
    );
  }
  const { callback_url: url, callbacks } = list.data;
  return (
    <div className="callbacks">
      <NotConfirmed query={list} />
      <Typography sx={{ overflowWrap: "anywhere" }}>
        {url === null
          ? "Nobody asked to be told of its end: it was handed in without a callback_url."
          : `Its end is told to ${url}`}
      </Typography>
      {url !== null && callbacks.length === 0 && <Typography>It has not ended yet.</Typography>}
      <ul>
        {callbacks.map((callback) => (
          <li key={callback.id}>
            <div className="callback-head">
              <Typography variant="h3">{callback.type}</Typography>
              <Chip size="small" variant="outlined" color={COLOURS[callback.status]} label={callback.status} />
              <Button
                size="small"
                aria-label={`Send ${callback.type} again`}
                loading={redeliver.isPending && redeliver.variables === callback.id}
                onClick={() => {
                  redeliver.mutate(callback.id);
                }}
              >
                Send again
              </Button>
            </div>
            <Typography variant="body2" sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
              {callback.id} · ended {formatAge(now - callback.ended_at)} ago{nextIn(callback, now)}
            </Typography>
            <ol aria-label={`Attempts of ${callback.type}`}>
              {callback.attempts.map((attempt, index) => (
                <li key={index}>
                  {formatAge(now - attempt.at)} ago, after {formatSeconds(attempt.milliseconds / 1000)}:{" "}
                  <strong>{attempt.status_code ?? attempt.error ?? "no answer"}</strong>
                  {attempt.answer && <code>{attempt.answer}</code>}
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
      {redeliver.error && (
        <Typography role="alert" sx={{ color: "error.main" }}>
          {redeliver.error.message}
        </Typography>
      )}
    </div>
  );
}

function nextIn({ next_at: at }: Callback, now: number): string {
  if (at === null) return "";
  return at > now ? ` · next attempt in ${formatAge(at - now)}` : " · is sent now";
}
