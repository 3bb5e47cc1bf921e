const STEPS = [5, 2, 1];

/** The longest round length (1, 2 or 5 times a power of ten) that is at most so many pixels long. */
export function scaleBar(pixelsPerUnit: number, mostPixels: number): { length: number; pixels: number } {
  const most = mostPixels / pixelsPerUnit;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.find((factor) => factor * power <= most) ?? 1;
  return { length: step * power, pixels: step * power * pixelsPerUnit };
}
