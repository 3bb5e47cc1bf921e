/** How sure a room is, in classes that colour, pattern and words tell apart. */
export interface ConfidenceClass {
  name: string;
  range: string;
  /** From this confidence on. */
  from: number;
}

/** Surest first. The style sheet has a colour for each (cividis, which colour-blind eyes tell apart), drawing a pattern. */
export const CONFIDENCE_CLASSES: readonly ConfidenceClass[] = [
  { name: "Sure", range: "95 % and more", from: 0.95 },
  { name: "Likely", range: "80 to 95 %", from: 0.8 },
  { name: "Doubtful", range: "50 to 80 %", from: 0.5 },
  { name: "Unsure", range: "below 50 %", from: 0 },
];

export const UNRATED = CONFIDENCE_CLASSES.length;

/** Index of the class; `UNRATED` where the detector said nothing. */
export function confidenceClass(confidence: number | undefined): number {
  if (confidence === undefined) return UNRATED;
  return CONFIDENCE_CLASSES.findIndex(({ from }) => confidence >= from);
}
