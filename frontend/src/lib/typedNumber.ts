/** Zeros of the digits that people write, beside those of ASCII: Arabic, Persian, Devanagari. */
const ZEROS = [0x660, 0x6f0, 0x966];

/**
 * What people type, in the signs of ASCII: digits and points of other scripts, wide ones of Japanese keyboards, the
 * curly quotes that phones make of feet and inches, and spaces that do not break.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\u00bc-\u00be\u2150-\u215e]/g, " $&") // 6½ is six and a half, not 61/2
    .normalize("NFKC")
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, (digit) => {
      const code = digit.charCodeAt(0);
      return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code));
    })
    .replace(/[\u066b\u3001]/g, ".")
    .replace(/[\u2018\u2019\u2032]/g, "'")
    .replace(/''|[\u201c\u201d\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\u2044/g, "/")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Read a number that is not negative as people type it, with a point or a comma, and spaces between thousands. Null where
 * it is none, and where it may
 * be two: "4,200" is four and a fifth to some people, and more than four thousand to others.
 */
export function typedNumber(text: string): number | null {
  const typed = plainText(text);
  const digits = /^\d{1,3}( \d{3})+(?!\d)/.test(typed) ? typed.replaceAll(" ", "") : typed;
  if (!/^(\d+([.,]\d*)?|[.,]\d+)$/.test(digits) || hasTwoMeanings(digits)) return null;
  return Number(digits.replace(",", "."));
}

/** Whether a comma in a text parts either thousands or decimals. */
export function hasTwoMeanings(text: string): boolean {
  return /(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?!\d)/.test(text);
}

/** What to say of such a text. */
export const TWO_MEANINGS = "Is the comma for thousands? Write 4200 or 4.2";
