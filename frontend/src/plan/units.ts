/** Metres in one unit, by its names without the s of the plural; what is not listed, such as pixels, has no size. */
const METRES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ mm: 0.001, millimeter: 0.001, millimetre: 0.001, cm: 0.01, centimeter: 0.01, centimetre: 0.01 },
    ...{
      dm: 0.1,
      decimeter: 0.1,
      decimetre: 0.1,
      m: 1,
      meter: 1,
      metre: 1,
      km: 1000,
      kilometer: 1000,
      kilometre: 1000,
    },
    ...{ in: 0.0254, inch: 0.0254, inche: 0.0254, ft: 0.3048, foot: 0.3048, feet: 0.3048, yd: 0.9144, yard: 0.9144 },
    ...{ mi: 1609.344, mile: 1609.344, ip: 0.3048, si: 1 },
  }),
);

/** Metres in one unit of a plan, as the service reads it; undefined where it says nothing that is known. */
export function metresOf(units: string | null | undefined): number | undefined {
  return METRES.get((units ?? "").trim().toLowerCase().replace(/s$/, ""));
}

const SQUARE_FOOT = 0.3048 ** 2;

/** Whether lengths of a plan are lengths in the world. */
export function hasScale(units: string | null | undefined): boolean {
  return metresOf(units) !== undefined;
}

/** An area in square metres; null where its unit has no size. */
export function squareMetres(area: number, units: string | null): number | null {
  const metres = metresOf(units);
  return metres === undefined ? null : area * metres ** 2;
}

export function squareFeet(area: number, units: string | null): number | null {
  const metres = squareMetres(area, units);
  return metres === null ? null : metres / SQUARE_FOOT;
}
