import { useEffect, useEffectEvent, useState } from "react";

/** Take a file that is dropped anywhere on the page; tells whether one hovers over it. */
export function useFileDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const onDrop = useEffectEvent((event: DragEvent) => {
    event.preventDefault(); // else the browser opens the file
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const enter = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false); // left the window, not merely an element
    };
    window.addEventListener("dragover", enter, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("drop", onDrop, { signal });
    return () => {
      stop.abort();
    };
  }, []);
  return over;
}
