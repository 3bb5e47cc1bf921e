import TextField from "@mui/material/TextField";

/** Which page of a PDF is read, and at which scale; empty: what the file says. */
export interface Sheet {
  page: string;
  scale: string;
}

interface Props {
  sheet: Sheet;
  onChange: (sheet: Sheet) => void;
  /** Both are as they should be. */
  onDone?: () => void;
}

/** Page and scale of a PDF. */
export function SheetFields({ sheet, onChange, onDone }: Props) {
  return (
    <div className="import-sheet">
      <TextField
        size="small"
        label="Page"
        value={sheet.page}
        placeholder="with most lines"
        slotProps={{ htmlInput: { inputMode: "numeric", pattern: "[1-9][0-9]{0,3}", maxLength: 4 } }}
        onChange={({ target }) => {
          onChange({ ...sheet, page: target.value.replace(/\D/g, "") });
        }}
        onBlur={onDone}
      />
      <TextField
        size="small"
        label="Scale"
        value={sheet.scale}
        placeholder="as printed"
        helperText="1:100, or 35=4.2m where 35 mm of paper are 4.2 m"
        slotProps={{ htmlInput: { maxLength: 60 } }}
        onChange={({ target }) => {
          onChange({ ...sheet, scale: target.value });
        }}
        onBlur={onDone}
      />
    </div>
  );
}

/** The number of the page; undefined where none is given. */
export function pageOf(sheet: Sheet): number | undefined {
  const page = Number(sheet.page);
  return page > 0 ? page : undefined;
}
