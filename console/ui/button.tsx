import type { ButtonHTMLAttributes } from "react";
import css from "./button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "primary" | "plain" | "quiet" | "danger";
  /** At work: it says so and cannot be pressed again. */
  busy?: boolean;
  small?: boolean;
}

export function Button({ look = "plain", busy = false, small = false, children, ...rest }: ButtonProps) {
  const classes = [css.button, css[look], small && css.small].filter(Boolean).join(" ");
  return (
    <button type="button" {...rest} className={classes} disabled={rest.disabled || busy} aria-busy={busy}>
      {children}
    </button>
  );
}
