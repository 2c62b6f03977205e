import css from "./json-view.module.css";

/** Data that nobody laid out: names and values where it is flat, its text where it is not. */
export function JsonView({ value }: { value: unknown }) {
  if (isRecord(value) && Object.keys(value).length > 0)
    return (
      <dl className={css.pairs}>
        {Object.entries(value).map(([name, each]) => (
          <div key={name} className={css.pair}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd dir="auto">
              {isSimple(each) ? show(each) : <pre dir="ltr">{JSON.stringify(each, null, 2)}</pre>}
            </dd>
          </div>
        ))}
      </dl>
    );
  return (
    <pre className={css.text} dir="auto">
      {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
    </pre>
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSimple(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value !== "object";
}

function show(value: string | number | boolean | null): string {
  return value === null ? "–" : String(value);
}
