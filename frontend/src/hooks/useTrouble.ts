import { useState } from "react";

interface Asked {
  error: Error | null;
  failureReason: Error | null;
  dataUpdatedAt: number;
}

/**
 * Why an answer has not come, or is not confirmed any more. A query forgets it each time that it asks again, and a
 * service that does not answer may take half a minute to say so; this lasts until there is an answer, or until
 * something else is asked for: `about` names what, where that may change.
 */
export function useTrouble({ error, failureReason, dataUpdatedAt }: Asked, about = ""): Error | null {
  const [last, setLast] = useState<{ reason: Error; dataUpdatedAt: number; about: string } | null>(null);
  const reason = error ?? failureReason;
  const holds = last?.dataUpdatedAt === dataUpdatedAt && last.about === about;
  if (reason && !(holds && reason === last.reason)) setLast({ reason, dataUpdatedAt, about });
  return reason ?? (holds ? last.reason : null);
}
