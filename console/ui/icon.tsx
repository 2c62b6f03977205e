const paths = {
  home: "M3.5 9.5 10 4l6.5 5.5V16a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1zM8 17v-5h4v5",
  inbox: "M3 11.5 5 4.5h10l2 7V16H3zM3 11.5h4l1 2h4l1-2h4",
  runs: "M5 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM15 11.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 17.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 6.5v7M5 9.5h8",
  approve: "M4 10.5 8.2 15 16 5.5",
  settings: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  chat: "M3.5 4.5h13v9H9l-3.5 3v-3h-2z",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4",
  leave: "M8 3.5H4v13h4M8 10h9M14 7l3 3-3 3",
  agent: "M10 3v2.5M5 7.5h10v8H5zM8 11v1M12 11v1M3 11.5h2M15 11.5h2",
  tool: "M12.5 3.5a4 4 0 0 0-3.6 5.6L3.5 14.5l2 2 5.4-5.4a4 4 0 0 0 5.2-5l-2.3 2.3-2.1-2.1 2.2-2.2a4 4 0 0 0-1.4-.6Z",
  person: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  end: "M5 3v14M5 4h10l-2.5 3L15 10H5",
  send: "M3.5 10 16.5 4l-4 12.5-3-5z",
  note: "M4.5 3.5h11v9l-4 4h-7zM11.5 16.5v-4h4",
  back: "M12 4.5 6.5 10l5.5 5.5",
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside a word; it says nothing by itself. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} fill="none" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
