import { THUMBNAIL } from "../drawing/thumbnail";

/** A drawing, small. */
export function Thumbnail({ path }: { path: string }) {
  return (
    <svg
      className="thumbnail"
      viewBox={`0 0 ${String(THUMBNAIL.width)} ${String(THUMBNAIL.height)}`}
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
