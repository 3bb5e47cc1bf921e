/** Metres in one unit; what is not listed, such as pixels, has no size of its own. */
export const METRES: Readonly<Record<string, number>> = { m: 1, si: 1, cm: 0.01, mm: 0.001, km: 1000, ft: 0.3048, ip: 0.3048, in: 0.0254 };

const SQUARE_FOOT = 0.3048 ** 2;

/** Whether lengths of a plan are lengths in the world. */
export function hasScale(units: string | null | undefined): boolean {
  return typeof units === "string" && units in METRES;
}

/** An area in square metres; null where its unit has no size. */
export function squareMetres(area: number, units: string | null): number | null {
  const metres = METRES[units ?? ""];
  return metres === undefined ? null : area * metres ** 2;
}

export function squareFeet(area: number, units: string | null): number | null {
  const metres = squareMetres(area, units);
  return metres === null ? null : metres / SQUARE_FOOT;
}
