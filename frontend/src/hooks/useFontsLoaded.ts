import { useEffect, useState } from "react";

/** Whether typefaces have come: a canvas does not draw itself anew then. */
export function useFontsLoaded(): boolean {
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    let here = true;
    void document.fonts.ready.then(() => {
      if (here) setLoaded(true);
    });
    return () => {
      here = false;
    };
  }, []);
  return loaded;
}
