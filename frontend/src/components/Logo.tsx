export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--mui-palette-primary-main)" />
      <path
        d="M7 7h18v18H7zM7 16h9M16 7v13M16 20h9"
        fill="none"
        stroke="var(--mui-palette-primary-contrastText)"
        strokeWidth="2.4"
        strokeLinecap="square"
      />
    </svg>
  );
}
