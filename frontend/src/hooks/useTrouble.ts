import { useState } from "react";

interface Asked {
  error: Error | null;
  failureReason: Error | null;
  dataUpdatedAt: number;
}

/**
 * Why an answer has not come, or is not confirmed any more. A query forgets it each time that it asks again, and a
 * service that does not answer may take half a minute to say so; this lasts until there is an answer.
 */
export function useTrouble({ error, failureReason, dataUpdatedAt }: Asked): Error | null {
  const [last, setLast] = useState<{ reason: Error; dataUpdatedAt: number } | null>(null);
  const reason = error ?? failureReason;
  if (reason && (reason !== last?.reason || dataUpdatedAt !== last.dataUpdatedAt)) setLast({ reason, dataUpdatedAt });
  return reason ?? (last?.dataUpdatedAt === dataUpdatedAt ? last.reason : null);
}
