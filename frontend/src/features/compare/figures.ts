/** A difference with its sign; one that rounds to nothing has none. */
export function signed(value: number, format: (size: number) => string): string {
  const size = format(Math.abs(value));
  if (size === format(0)) return `±${size}`;
  return `${value > 0 ? "+" : "−"}${size}`;
}
