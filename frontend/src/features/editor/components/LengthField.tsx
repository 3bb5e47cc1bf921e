import TextField from "@mui/material/TextField";
import { useId, useState, type Ref } from "react";

import { hasTwoMeanings, TWO_MEANINGS } from "@/lib/typedNumber";

import { typedLength, type TypedLength } from "../model/typedLength";

interface Props {
  label: string;
  units: string | null;
  /** Shown until somebody types. */
  value: string;
  onLength: (typed: TypedLength) => void;
  disabled?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A length to type, taken with Enter. */
export function LengthField({ label, units, value, onLength, disabled = false, ref }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const take = () => {
    const typed = text === null ? null : typedLength(text, units);
    setWrong(text !== null && typed === null);
    if (!typed) return;
    setText(null);
    onLength(typed);
  };
  return (
    <form
      className="length-field"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <TextField
        id={id}
        label={label}
        size="small"
        value={text ?? value}
        disabled={disabled}
        error={wrong}
        helperText={
          wrong
            ? hasTwoMeanings(text ?? "")
              ? TWO_MEANINGS
              : `For example 3.2${units ? ` (${units})` : ""} or 3.2@90`
            : null
        }
        autoComplete="off"
        inputRef={ref}
        slotProps={{ htmlInput: { inputMode: "decimal" } }}
        onChange={({ target }) => {
          setText(target.value);
          setWrong(false);
        }}
        onFocus={({ target }) => {
          target.select();
        }}
        onBlur={() => {
          setText(null);
          setWrong(false);
        }}
      />
    </form>
  );
}
