import { shownUnit } from "@/lib/format";
import { typedNumber } from "@/lib/typedNumber";
import { metresOf } from "@/plan/units";

const MARKS: Readonly<Record<string, string>> = { "'": "ft", '"': "in" };

export interface TypedLength {
  length: number;
  /** In degrees, counter-clockwise from the right, if it was typed. */
  angle: number | null;
}

const LENGTH = /^([\d.,]+)\s*(mm|cm|km|m|ft|in|'|")?/i;

/**
 * Read a length as people type it: "3.2", "320 cm", "12' 6\"", with "@90" or "<90" for an angle. Without a unit, it is
 * in the units of the plan. Null where it is no length, or its unit cannot be turned into the plan's.
 */
export function typedLength(text: string, planUnits: string | null): TypedLength | null {
  const [lengthText = "", angleText, ...rest] = text.trim().split(/[@<]/);
  const length = readLength(lengthText.trim(), planUnits);
  const angle = angleText === undefined ? null : Number(angleText.trim().replace(",", ".").replace(/°$/, ""));
  if (length === null || length <= 0 || rest.length > 0) return null;
  if (angle !== null && (!Number.isFinite(angle) || angleText?.trim() === "")) return null;
  return { length, angle };
}

function readLength(text: string, planUnits: string | null): number | null {
  const own = shownUnit(planUnits);
  // What a field shows can be typed, also in units that nobody converts, such as "120 px".
  const asShown = own !== "" && text.endsWith(own) ? typedNumber(text.slice(0, -own.length)) : null;
  if (asShown !== null) return asShown;
  let [sum, left] = [0, text];
  if (left === "") return null;
  while (left !== "") {
    const match = LENGTH.exec(left);
    const [whole, digits, unit] = match ?? [];
    if (whole === undefined || digits === undefined) return null;
    const value = typedNumber(digits);
    if (value === null) return null;
    if (unit === undefined) {
      if (whole.length < left.length || left !== text) return null;
      return value;
    }
    const [from, to] = [metresOf(MARKS[unit] ?? unit), metresOf(planUnits)];
    if (from === undefined || to === undefined) return null;
    sum += (value * from) / to;
    left = left.slice(whole.length).trim();
  }
  return sum;
}
