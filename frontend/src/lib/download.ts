/** By then every browser has taken the file; those of phones ask their users first. */
const TAKEN_MS = 60_000;

/** What a plan may be called that was read from a file; its downloads have suffixes of their own. */
const SUFFIX_OF_PLANS = /\.(json|geojson|dxf|dwg|svg|ifc|pdf)$/i;

/** The name of a file that is made of a plan: `flat.json` becomes `flat.dxf`, not `flat.json.dxf`. */
export function fileName(plan: string, suffix: string): string {
  return `${plan.replace(SUFFIX_OF_PLANS, "") || "plan"}.${suffix}`;
}

/** Hand data to the browser as a file. */
export function download(name: string, data: Blob): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, TAKEN_MS);
}
