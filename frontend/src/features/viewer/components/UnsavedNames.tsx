import Button from "@mui/material/Button";

import { count } from "@/lib/format";

import type { TypedNames } from "../useTypedNames";
import type { NameSaving } from "./ScheduleDialog";

interface Props {
  names: TypedNames;
  saving: NameSaving;
}

/** Names that were typed and are not yet the plan's: until then, no file of the service has them. */
export function UnsavedNames({ names: { typed, unsaved, forget }, saving }: Props) {
  return (
    <div role="status" className="unsaved-names">
      {unsaved > 0 && (
        <>
          <span>
            {count(unsaved, "room is", "rooms are")} changed and not saved with the plan: downloads have the changes
            once they are.
            {saving.error && ` ${saving.error.message} What you typed is kept.`}
          </span>
          <Button
            size="small"
            variant="outlined"
            loading={saving.pending}
            onClick={() => {
              saving.save(typed);
            }}
          >
            Save them
          </Button>
          <Button size="small" color="inherit" onClick={forget}>
            Discard them
          </Button>
        </>
      )}
    </div>
  );
}
