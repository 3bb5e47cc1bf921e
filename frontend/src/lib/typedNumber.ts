/**
 * Read a number that is not negative as people type it, with a point or a comma. Null where it is none, and where it may
 * be two: "4,200" is four and a fifth to some people, and more than four thousand to others.
 */
export function typedNumber(text: string): number | null {
  const digits = text.trim();
  if (!/^(\d+([.,]\d*)?|[.,]\d+)$/.test(digits) || hasTwoMeanings(digits)) return null;
  return Number(digits.replace(",", "."));
}

/** Whether a comma in a text parts either thousands or decimals. */
export function hasTwoMeanings(text: string): boolean {
  return /(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?!\d)/.test(text);
}

/** What to say of such a text. */
export const TWO_MEANINGS = "Is the comma for thousands? Write 4200 or 4.2";
