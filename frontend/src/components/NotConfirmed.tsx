import Typography from "@mui/material/Typography";

import { isTemporary } from "@/api/problem";
import { useTrouble } from "@/hooks/useTrouble";

interface Props {
  query: Parameters<typeof useTrouble>[0];
  /** What is asked for, where that may change. */
  about?: string;
}

/** Says so where what is shown may hold no more, because the last question had no answer, or none ever had one. */
export function NotConfirmed({ query, about }: Props) {
  const trouble = useTrouble(query, about);
  if (!trouble) return null;
  const { dataUpdatedAt: at } = query;
  return (
    <Typography role="alert" sx={{ color: "error.main", overflowWrap: "anywhere" }}>
      {at > 0 && `This is how it stood at ${new Date(at).toLocaleTimeString("en", { hour12: false })}. `}
      {trouble.message}
      {isTemporary(trouble) && " It is asked for again by itself."}
    </Typography>
  );
}
