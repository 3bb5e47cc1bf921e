import { formatLength } from "@/lib/format";

import { hasScale, metresOf, squareFeet, squareMetres } from "./units";

/** Of feet, inches, yards and miles, in metres. */
const IMPERIAL = new Set<number | undefined>([0.3048, 0.0254, 0.9144, 1609.344]);

/**
 * An area as the trade says it, whatever the lengths of a plan are in: in square metres, or in square feet where they
 * are feet or inches; in squares of the plan's own unit where nobody knows how long that is.
 */
export function formatArea(value: number, units: string | null | undefined): string {
  if (!units) return formatLength(value, null);
  if (!hasScale(units)) return `${formatLength(value, units)}²`;
  const imperial = IMPERIAL.has(metresOf(units));
  const area = imperial ? squareFeet(value, units) : squareMetres(value, units);
  return `${fine(area ?? value)} ${imperial ? "ft²" : "m²"}`;
}

/** What is small has two digits that say something, where two decimals would say nothing. */
function fine(value: number): string {
  return value !== 0 && Math.abs(value) < 0.1
    ? value.toLocaleString("en", { maximumSignificantDigits: 2 })
    : formatLength(value, null);
}
