import { useMemo } from "react";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { usePath } from "./navigate.ts";
import { pageAt } from "./page-at.tsx";

/** The page that the address names. An error in one page leaves the frame standing. */
export function Page() {
  const path = usePath();
  const page = useMemo(() => pageAt(path), [path]);
  return <ErrorBoundary key={path.split("/")[1]}>{page}</ErrorBoundary>;
}
