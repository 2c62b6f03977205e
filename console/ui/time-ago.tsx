import { sayDuration } from "./duration.ts";
import { useNow } from "./use-now.ts";

/** How long ago something was; the moment itself is its title. */
export function TimeAgo({ at }: { at: string }) {
  const agoMs = useNow() - Date.parse(at);
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {agoMs < 10_000 ? "just now" : `${sayDuration(agoMs)} ago`}
    </time>
  );
}
