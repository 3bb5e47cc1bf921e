import { shownUnit } from "@/lib/format";
import { plainText, typedNumber } from "@/lib/typedNumber";
import { metresOf } from "@/plan/units";

const MARKS: Readonly<Record<string, string>> = {
  "'": "ft",
  foot: "ft",
  feet: "ft",
  '"': "in",
  inch: "in",
  inches: "in",
  meter: "m",
  meters: "m",
  metre: "m",
  metres: "m",
};

export interface TypedLength {
  length: number;
  /** In degrees, counter-clockwise from the right, if it was typed. */
  angle: number | null;
}

const UNIT = `(mm|cm|km|meters?|metres?|m|feet|foot|ft|inches|inch|in|'|")`;
const LENGTH = new RegExp(`^(\\d{1,3}(?: \\d{3})+(?![\\d/])|[\\d.,]+)\\s*${UNIT}?\\.?`, "i");
/** Of an inch: 3/16, 5 7/32, 1-3/4. */
const FRACTION = new RegExp(`^(?:(\\d+)[ -])?(\\d+)/(\\d+)\\s*${UNIT}`, "i");

/**
 * Read a length as people type it: "3.2", "320 cm", "12' 6\"", "3'-5 7/32\"", with "@90" or "<90" for an angle. Without a unit, it is
 * in the units of the plan. Null where it is no length, or its unit cannot be turned into the plan's.
 */
export function typedLength(text: string, planUnits: string | null): TypedLength | null {
  const [lengthText = "", angleText, ...rest] = plainText(text).split(/[@<]/);
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
    const part = fractionAt(left) ?? lengthAt(left);
    if (part === null) return null;
    const { whole, value, unit } = part;
    if (unit === undefined) {
      if (whole.length < left.length || left !== text) return null;
      return value;
    }
    const [from, to] = [metresOf(MARKS[unit.toLowerCase()] ?? unit), metresOf(planUnits)];
    if (from === undefined || to === undefined) return null;
    sum += (value * from) / to;
    left = left.slice(whole.length).replace(/^[ -]+/, "");
  }
  return sum;
}

interface Part {
  whole: string;
  value: number;
  unit: string | undefined;
}

function lengthAt(text: string): Part | null {
  const [whole, digits, unit] = LENGTH.exec(text) ?? [];
  const value = digits === undefined ? null : typedNumber(digits);
  return whole === undefined || value === null ? null : { whole, value, unit };
}

function fractionAt(text: string): Part | null {
  const [whole, ones = "0", above, below, unit] = FRACTION.exec(text) ?? [];
  if (whole === undefined || Number(below) === 0) return null;
  return { whole, value: Number(ones) + Number(above) / Number(below), unit };
}
