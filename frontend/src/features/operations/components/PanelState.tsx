import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";

/** A panel that has nothing to show yet, or could not be loaded. It is as high as it will be. */
export function PanelState({ title, error, height = 232 }: { title: string; error: Error | null; height?: number }) {
  return (
    <section className="fleet-panel" aria-label={title} aria-busy={!error}>
      <Typography variant="h3" component="h2">
        {title}
      </Typography>
      {error ? (
        <Typography role="alert" sx={{ color: "error.main", minHeight: height }}>
          This could not be loaded: {error.message} It is asked for again by itself.
        </Typography>
      ) : (
        <Skeleton variant="rounded" height={height} sx={{ mt: 1 }} />
      )}
    </section>
  );
}
