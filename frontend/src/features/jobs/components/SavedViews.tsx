import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";

import { DialogButton } from "@/components/TitledDialog";

import { readFilters, writeFilters, type JobFilters } from "../jobFilters";
import { forgetView, readViews, saveView } from "../savedViews";

interface Props {
  filters: JobFilters;
  onChange: (filters: JobFilters) => void;
}

/** Filters kept by name in this browser. The address of each can be sent to somebody, too. */
export function SavedViews({ filters, onChange }: Props) {
  const [views, setViews] = useState(readViews);
  const [name, setName] = useState("");
  const [failed, setFailed] = useState(false);
  const query = writeFilters(filters).toString();
  const save = () => {
    setFailed(!saveView({ name: name.trim(), query }));
    setViews(readViews());
    setName("");
  };
  return (
    <div role="group" aria-label="Saved views" className="chips">
      {views.map((view) => (
        <Chip
          key={view.name}
          label={view.name}
          aria-pressed={view.query === query}
          color={view.query === query ? "primary" : "default"}
          variant={view.query === query ? "filled" : "outlined"}
          onClick={() => {
            onChange(readFilters(new URLSearchParams(view.query)));
          }}
          onDelete={() => {
            forgetView(view.name);
            setViews(readViews());
          }}
        />
      ))}
      {query !== "" && views.every((view) => view.query !== query) && (
        <DialogButton
          label="Save this view"
          title="Save this view"
          actions={(close) => (
            <>
              <Button color="inherit" onClick={close}>
                Cancel
              </Button>
              <Button
                variant="contained"
                disabled={name.trim() === ""}
                onClick={() => {
                  save();
                  close();
                }}
              >
                Save
              </Button>
            </>
          )}
        >
          <TextField
            size="small"
            label="Name of the view"
            value={name}
            sx={{ mt: 1 }}
            slotProps={{ htmlInput: { maxLength: 40 } }}
            onChange={({ target }) => {
              setName(target.value);
            }}
          />
        </DialogButton>
      )}
      {failed && (
        <Typography role="alert" variant="body2">
          This browser keeps nothing; copy the link instead.
        </Typography>
      )}
    </div>
  );
}
