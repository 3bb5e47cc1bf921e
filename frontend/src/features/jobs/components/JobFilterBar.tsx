import Chip from "@mui/material/Chip";
import TextField from "@mui/material/TextField";

import { STATUSES, type JobFilters } from "../jobFilters";

interface Props {
  filters: JobFilters;
  onChange: (filters: JobFilters) => void;
}

/** Which jobs to list. */
export function JobFilterBar({ filters, onChange }: Props) {
  return (
    <div className="job-filters">
      <TextField
        size="small"
        type="search"
        label="Name or id"
        value={filters.search}
        onChange={({ target }) => {
          onChange({ ...filters, search: target.value });
        }}
      />
      <div role="group" aria-label="Status" className="chips">
        {STATUSES.map((status) => {
          const chosen = filters.status.includes(status);
          return (
            <Chip
              key={status}
              label={status}
              aria-pressed={chosen}
              color={chosen ? "primary" : "default"}
              variant={chosen ? "filled" : "outlined"}
              onClick={() => {
                const others = filters.status.filter((each) => each !== status);
                onChange({ ...filters, status: chosen ? others : [...filters.status, status] });
              }}
            />
          );
        })}
        {filters.owner && (
          <Chip
            label={`of ${filters.owner}: show all`}
            color="primary"
            onClick={() => {
              onChange({ ...filters, owner: undefined });
            }}
          />
        )}
        {filters.error && (
          <Chip
            label={`fault ${filters.error}: show all`}
            color="primary"
            onClick={() => {
              onChange({ ...filters, error: undefined });
            }}
          />
        )}
      </div>
    </div>
  );
}
