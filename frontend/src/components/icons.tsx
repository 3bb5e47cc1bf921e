import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      aria-hidden="true"
    >
      <g strokeLinecap="round" strokeLinejoin="round">
        {children}
      </g>
    </svg>
  );
}

export const PlusIcon = () => <Icon>{<path d="M12 5v14M5 12h14" />}</Icon>;
export const MinusIcon = () => <Icon>{<path d="M5 12h14" />}</Icon>;
export const FitIcon = () => <Icon>{<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />}</Icon>;
export const DownloadIcon = () => <Icon>{<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14" />}</Icon>;
export const MoreIcon = () => <Icon>{<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="3" />}</Icon>;
export const BackIcon = () => <Icon>{<path d="M19 12H5M11 6l-6 6 6 6" />}</Icon>;
export const MoonIcon = () => <Icon>{<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z" />}</Icon>;
export const SunIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />
  </Icon>
);
export const RulerIcon = () => <Icon>{<path d="M3.5 15.5l12-12 5 5-12 12zM7 12l2 2M10 9l2 2M13 6l2 2" />}</Icon>;
export const SnapIcon = () => (
  <Icon>
    <path d="M6 4v8a6 6 0 0 0 12 0V4h-4v8a2 2 0 0 1-4 0V4zM6 8h4M14 8h4" />
  </Icon>
);
export const KeyboardIcon = () => (
  <Icon>{<path d="M3 6.5h18v11H3zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8" />}</Icon>
);
export const LinkIcon = () => (
  <Icon>
    {
      <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 1 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 1 0 5.7 5.7L12 17.7" />
    }
  </Icon>
);
export const PenIcon = () => <Icon>{<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19zM14 6.5l3.5 3.5" />}</Icon>;
export const SelectIcon = () => <Icon>{<path d="M6 4l12 7-5.5 1.5L10 18z" />}</Icon>;
export const SplitIcon = () => <Icon>{<path d="M3 12h6M15 12h6M9 7v10M15 7v10" />}</Icon>;
export const DoorIcon = () => <Icon>{<path d="M3 19h5M16 19h5M8 19V8a8.5 8.5 0 0 1 8 11" />}</Icon>;
export const WindowIcon = () => <Icon>{<path d="M2 12h4M18 12h4M6 9h12v6H6zM6 12h12" />}</Icon>;
export const MergeIcon = () => (
  <Icon>
    {
      <path d="M4 5h16v14H4zM12 5v2.5M12 16.500v2.500M7.500 12h9M10 9.500L7.500 12l2.500 2.500M14 9.500l2.500 2.500-2.500 2.500" />
    }
  </Icon>
);
export const DivideIcon = () => <Icon>{<path d="M4 5h16v14H4zM12 5v14" />}</Icon>;
export const UndoIcon = () => <Icon>{<path d="M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4" />}</Icon>;
export const RedoIcon = () => <Icon>{<path d="M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h4" />}</Icon>;
export const TrashIcon = () => <Icon>{<path d="M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7" />}</Icon>;
export const PictureIcon = () => <Icon>{<path d="M4 5h16v14H4zM4 16l5-5 4 4 3-2.5 4 3.5M15 9h.01" />}</Icon>;
export const KeyIcon = () => (
  <Icon>
    <circle cx="8" cy="15.5" r="4" />
    <path d="M11 12.5L19.5 4M16 7.5l2.5 2.5" />
  </Icon>
);
