import { useEffect } from "react";

/** Name the page in its tab, where progress can be seen while another tab is in front. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Room Jobs`;
    return () => {
      document.title = "Room Jobs";
    };
  }, [title]);
}
