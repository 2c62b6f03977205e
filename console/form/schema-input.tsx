import { type FormSchema, kindOf } from "./json-schema.ts";
import { JsonInput } from "./json-input.tsx";
import css from "./schema-fields.module.css";

interface SchemaInputProps {
  id: string;
  describedBy: string | undefined;
  schema: FormSchema;
  required: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Asks for one value. A browser checks what it can; the API has the last word. */
export function SchemaInput({ id, describedBy, schema, required, value, onChange }: SchemaInputProps) {
  const common = { id, "aria-describedby": describedBy, required };
  const text = typeof value === "string" ? value : "";
  switch (kindOf(schema)) {
    case "choice":
      return (
        <select
          {...common}
          value={value === undefined ? "" : JSON.stringify(value)}
          onChange={({ target }) => onChange(target.value === "" ? undefined : JSON.parse(target.value))}
        >
          <option value="">Choose…</option>
          {schema.enum!.map((each) => (
            <option key={JSON.stringify(each)} value={JSON.stringify(each)}>
              {String(each)}
            </option>
          ))}
        </select>
      );
    case "boolean":
      return (
        <input
          id={id}
          aria-describedby={describedBy}
          className={css.check}
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
        />
      );
    case "number":
    case "integer":
      return (
        <input
          {...common}
          type="number"
          step={schema.type === "integer" ? 1 : "any"}
          min={schema.minimum}
          max={schema.maximum}
          value={typeof value === "number" ? value : ""}
          onChange={({ target }) => onChange(target.value === "" ? undefined : target.valueAsNumber)}
        />
      );
    case "long-text":
      return (
        <textarea
          {...common}
          dir="auto"
          maxLength={schema.maxLength}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    case "text":
      return (
        <input
          {...common}
          dir="auto"
          maxLength={schema.maxLength}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    default:
      return <JsonInput {...common} value={value} onChange={onChange} />;
  }
}
