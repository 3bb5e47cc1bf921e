import { formatAge } from "@/lib/format";

import type { Freshness } from "../freshness";

/** How old a panel's figures are; in words that stand out once they are old. */
export function Age({ of: { age, old } }: { of: Freshness }) {
  return (
    <small className="age" data-old={old}>
      {old ? `Old: as it was ${formatAge(age / 1000)} ago` : age < 2_000 ? "now" : `${formatAge(age / 1000)} ago`}
    </small>
  );
}
