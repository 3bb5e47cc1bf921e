const UNITS = ["m", "cm", "mm", "ft", "in"];

interface Props {
  /** Empty while nobody has said them. */
  value: string;
  /** What the empty choice is called, and whether it can be chosen. */
  unknown: string;
  fixed?: boolean;
  onChange: (units: string) => void;
}

/** What one unit of length of a drawing is. */
export function UnitsSelect({ value, unknown, fixed = false, onChange }: Props) {
  return (
    <label className="import-units">
      One unit is
      <select
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      >
        {[...new Set([...(fixed ? [value] : ["", value]), ...UNITS])].map((units) => (
          <option key={units} value={units} disabled={fixed && units === ""}>
            {units === "" ? unknown : `1 ${units}`}
          </option>
        ))}
      </select>
    </label>
  );
}
