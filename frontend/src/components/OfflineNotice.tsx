import { useOnline } from "@/hooks/useOnline";

/** Floats above the page, so that nothing moves when the network goes or returns. */
export function OfflineNotice() {
  const online = useOnline();
  return (
    <div role="status" className="offline-notice" data-shown={!online}>
      {!online && "You are offline. This page goes on by itself once you are back."}
    </div>
  );
}
