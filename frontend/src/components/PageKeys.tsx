import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";

import { useShortcuts } from "@/hooks/useShortcuts";

const KeyboardMap = lazy(async () => ({ default: (await import("./KeyboardMap")).KeyboardMap }));

const PLACES = [
  { key: "h", to: "/", does: "Start" },
  { key: "j", to: "/jobs", does: "Jobs" },
  { key: "o", to: "/operations", does: "Operations" },
  { key: "n", to: "/editor", does: "Draw a plan" },
];
const GROUPS = [
  { title: "Go to", keys: PLACES.map(({ key, does }) => ({ keys: [key], does })) },
  { title: "Help", keys: [{ keys: ["?"], does: "These keys" }] },
];

/** The keys of pages that have none of their own: to the other pages, and `?`. */
export function PageKeys() {
  const navigate = useNavigate();
  const [shown, setShown] = useState(false);
  useShortcuts([
    ...PLACES.map(({ key, to, does }) => ({ keys: [key], does, run: () => void navigate(to) })),
    {
      keys: ["?"],
      does: "These keys",
      run: () => {
        setShown(true);
      },
    },
  ]);
  return (
    shown && (
      <Suspense>
        <KeyboardMap
          open
          groups={GROUPS}
          onClose={() => {
            setShown(false);
          }}
        />
      </Suspense>
    )
  );
}
