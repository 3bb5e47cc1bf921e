import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Confirm } from "@/components/Confirm";
import { useQuery } from "@tanstack/react-query";

import { count } from "@/lib/format";

import { deadLettersQuery } from "../api/fleet";
import { useDeleteDeadLetter, useRedrive } from "../api/useFleetCommands";
import { useFreshness } from "../freshness";
import { Age } from "./Age";
import { DeadLetterItem } from "./DeadLetterItem";
import { PanelState } from "./PanelState";

interface Props {
  /** How many there are in this moment, as the queue counts; the list is of when somebody looked. */
  waiting: number;
}

/** What the queue gave up on: why, the message itself, and what is to become of it. */
export function DeadLetterList({ waiting }: Props) {
  const letters = useQuery(deadLettersQuery);
  const redrive = useRedrive();
  const remove = useDeleteDeadLetter();
  const busy = redrive.isPending || remove.isPending;
  const failure = redrive.error ?? remove.error;
  const fresh = useFreshness(letters);
  const more = waiting - (letters.data?.length ?? 0);
  if (!letters.data) return <PanelState title="Dead letters" query={letters} height={120} />;
  return (
    <section className="fleet-panel" aria-labelledby="dead-letters" data-old={letters.isError}>
      <div className="fleet-panel-head">
        <Typography variant="h3" component="h2" id="dead-letters">
          Dead letters
        </Typography>
        <Age of={{ ...fresh, old: letters.isError }} />
        <Button
          size="small"
          variant={more > 0 ? "contained" : "text"}
          loading={letters.isFetching}
          onClick={() => void letters.refetch()}
        >
          Look again
        </Button>
        {letters.data.length > 1 && (
          <Confirm
            action="Redrive all"
            title="Redrive all dead letters?"
            disabled={busy}
            onConfirm={() => {
              redrive.mutate(undefined);
            }}
          >
            The job of each is worked on again, with all its attempts.
          </Confirm>
        )}
      </div>
      {more > 0 && (
        <Typography role="status">
          {count(more, "dead letter")} came since this list was read. Look again to see {more === 1 ? "it" : "them"}.
        </Typography>
      )}
      {letters.data.length === 0 && more <= 0 && (
        <Typography sx={{ color: "text.secondary" }}>None: every task came to an end.</Typography>
      )}
      <ul className="plain-list">
        {letters.data.map((letter) => (
          <DeadLetterItem
            key={letter.message_id}
            letter={letter}
            busy={busy}
            onRedrive={() => {
              redrive.mutate(letter.message_id);
            }}
            onDelete={() => {
              remove.mutate(letter.message_id);
            }}
          />
        ))}
      </ul>
      {failure && (
        <Typography role="alert" variant="body2" sx={{ color: "error.main" }}>
          {failure.message}
        </Typography>
      )}
    </section>
  );
}
