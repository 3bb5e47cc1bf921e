/** Names of units as people write them; what is not listed is shown as the plan says it. */
const UNIT_NAMES: Record<string, string> = { ip: "ft", "map units": "u", si: "m" };

/** Made once for each number of digits: to make one costs a hundred times what to use it does. */
const formats = new Map<number, Intl.NumberFormat>();

function rounded(value: number, digits: number): string {
  let format = formats.get(digits);
  if (!format) formats.set(digits, (format = new Intl.NumberFormat("en", { maximumFractionDigits: digits })));
  return format.format(value);
}

function number(value: number): string {
  return rounded(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** A unit as people write it. */
export function shownUnit(units: string | null | undefined): string {
  return units ? (UNIT_NAMES[units] ?? units) : "";
}

export function formatLength(value: number, units: string | null | undefined): string {
  return `${number(value)} ${shownUnit(units)}`.trim();
}

/** A length in a field that is typed into: without commas for thousands, as `typedLength` reads it. */
export function editableLength(value: number, units: string | null | undefined): string {
  return formatLength(value, units).replaceAll(",", "");
}

export function formatPercent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${String(Math.max(1, Math.round(seconds * 1000)))} ms`;
  if (seconds < 60) return `${number(seconds)} s`;
  return `${String(Math.floor(seconds / 60))} min ${String(Math.round(seconds % 60))} s`;
}

/** What a job's work took; none, where the rooms of an equal plan were there already. */
export function formatWork(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds === 0 ? "at once" : formatSeconds(seconds);
}

export function formatBytes(bytes: number): string {
  return bytes < 1e6 ? `${number(bytes / 1e3)} kB` : `${number(bytes / 1e6)} MB`;
}

export function count(total: number, one: string, many = `${one}s`): string {
  return `${rounded(total, 0)} ${total === 1 ? one : many}`;
}

/** How long ago something was, in its largest unit. */
export function formatAge(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(0, Math.round(seconds)))} s`;
  if (seconds < 90 * 60) return `${String(Math.round(seconds / 60))} min`;
  if (seconds < 36 * 3600) return `${String(Math.round(seconds / 3600))} h`;
  return `${String(Math.round(seconds / 86400))} d`;
}
