const PATHS = {
  missing: "M12 12h96v64H12zM60 12v22M60 56v20M12 46h20",
  broken: "M12 12h96M12 12v64h34M74 76h34V40M108 12v8M60 12v30M60 60v16M12 44h24",
  offline: "M12 12h40M68 12h40M12 12v64M108 12v64M12 76h40M68 76h40M60 30v8M60 50v8",
  empty: "M12 12h70M12 26v50M26 76h82M108 62V26M50 40h28",
} as const;

const SIGNS = { missing: "?", broken: "!", offline: "", empty: "" } as const;

interface Props {
  kind: keyof typeof PATHS;
}

/** A little plan whose walls say what is wrong. */
export function StatePicture({ kind }: Props) {
  return (
    <svg className="state-picture" viewBox="0 0 120 88" width="180" height="132" aria-hidden="true">
      <path d={PATHS[kind]} />
      <text x="84" y="60">
        {SIGNS[kind]}
      </text>
    </svg>
  );
}
