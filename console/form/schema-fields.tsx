import { Field } from "../ui/field.tsx";
import { type FormSchema, type FormValue, kindOf, labelOf } from "./json-schema.ts";
import css from "./schema-fields.module.css";
import { SchemaInput } from "./schema-input.tsx";

interface SchemaFieldsProps {
  schema: FormSchema;
  value: FormValue;
  onChange: (value: FormValue) => void;
  /** Names of fields that are asked for elsewhere. */
  without?: readonly string[];
}

/** The fields of a form that is described by JSON Schema. */
export function SchemaFields({ schema, value, onChange, without = [] }: SchemaFieldsProps) {
  const required = new Set(schema.required);
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !without.includes(name));
  return (
    <div className={css.fields}>
      {properties.map(([name, property]) => {
        const label = labelOf(name, property) + (required.has(name) ? "" : " (optional)");
        const change = (next: unknown) => onChange({ ...value, [name]: next });
        if (kindOf(property) === "object")
          return (
            <fieldset key={name} className={css.group}>
              <legend>{label}</legend>
              <SchemaFields schema={property} value={(value[name] ?? {}) as FormValue} onChange={change} />
            </fieldset>
          );
        return (
          <Field key={name} label={label} hint={property.description}>
            {(id, describedBy) => (
              <SchemaInput
                id={id}
                describedBy={describedBy}
                schema={property}
                required={required.has(name)}
                value={value[name]}
                onChange={change}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}
