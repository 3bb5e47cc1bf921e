interface Props {
  id: string;
}

/** What rooms are mostly used for, offered while a usage is typed. */
export function UsageOptions({ id }: Props) {
  return (
    <datalist id={id}>
      {["Living", "Bedroom", "Kitchen", "Bath", "Circulation", "Storage", "Office", "Meeting", "Technical"].map(
        (each) => (
          <option key={each} value={each} />
        ),
      )}
    </datalist>
  );
}
