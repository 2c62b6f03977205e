import css from "./segments.module.css";

interface SegmentsProps<T extends string> {
  label: string;
  options: readonly T[];
  value: T;
  onChange: (value: T) => void;
  words?: Partial<Record<T, string>>;
}

/** One of a few. */
export function Segments<T extends string>({
  label,
  options,
  value,
  onChange,
  words = {},
}: SegmentsProps<T>) {
  return (
    <div role="group" aria-label={label} className={css.segments}>
      {options.map((option) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>
          {words[option] ?? option.charAt(0).toUpperCase() + option.slice(1)}
        </button>
      ))}
    </div>
  );
}
