import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Confirm } from "@/components/Confirm";
import { useId, useState } from "react";
import { Link } from "react-router";

import { useNow } from "@/hooks/useNow";
import { formatAge } from "@/lib/format";

import type { DeadLetter } from "../api/fleet";

interface Props {
  letter: DeadLetter;
  busy: boolean;
  onRedrive: () => void;
  onDelete: () => void;
}

export function DeadLetterItem({ letter, busy, onRedrive, onDelete }: Props) {
  const [open, setOpen] = useState(false);
  const now = useNow() / 1000;
  const id = useId();
  return (
    <li>
      <Typography sx={{ overflowWrap: "anywhere" }}>
        {letter.error_message ?? "A message that is no task of this service."}
      </Typography>
      <Typography variant="body2" sx={{ color: "text.secondary" }}>
        sent {formatAge(now - letter.sent_at)} ago
        {letter.job_id && (
          <>
            {" "}
            · <Link to={`/jobs/${letter.job_id}`}>{letter.job_id.slice(0, 12)}…</Link>{" "}
            {letter.job_status ?? "(forgotten)"}
          </>
        )}
      </Typography>
      <div className="worker-actions">
        <Button
          size="small"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? "Hide message" : "Peek"}
        </Button>
        <Button size="small" disabled={busy || !letter.job_id} onClick={onRedrive}>
          Redrive
        </Button>
        <Confirm action="Delete" title="Delete this message for good?" disabled={busy} onConfirm={onDelete}>
          Its job stays failed.
        </Confirm>
      </div>
      <div id={id} hidden={!open}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by key */}
        <pre className="letter-body" tabIndex={0} aria-label="Message">
          {pretty(letter.body)}
        </pre>
      </div>
    </li>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
