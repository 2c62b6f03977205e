import { useState } from "react";

interface JsonInputProps {
  id: string;
  required: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Asks for a value as JSON. While the text is none, the browser says so and the form is not sent. */
export function JsonInput({ value, onChange, ...rest }: JsonInputProps) {
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  return (
    <textarea
      {...rest}
      spellCheck={false}
      placeholder="JSON"
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        const parsed = parse(target.value);
        target.setCustomValidity(parsed.ok ? "" : "This is not JSON yet.");
        if (parsed.ok) onChange(parsed.value);
      }}
    />
  );
}

function parse(text: string): { ok: true; value: unknown } | { ok: false } {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
