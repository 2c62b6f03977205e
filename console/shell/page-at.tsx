import type { ReactNode } from "react";
import { AdminPage } from "../admin/admin-page.tsx";
import { ApprovalsPage } from "../approval/approvals-page.tsx";
import { ExecutionPage } from "../executions/execution-page.tsx";
import { ExecutionsPage } from "../executions/executions-page.tsx";
import { StartPage } from "../executions/start-page.tsx";
import { HomePage } from "../home/home-page.tsx";
import { InboxPage } from "../inbox/inbox-page.tsx";
import { Notice } from "../ui/notice.tsx";
import { WidgetPage } from "../widget/widget-page.tsx";

/** The page at a path. */
export function pageAt(path: string): ReactNode {
  const [first = "", second, third] = path.split("/").slice(1).map(decode);
  switch (first) {
    case "":
      return <HomePage />;
    case "inbox":
      return <InboxPage conversationId={second ?? null} />;
    case "approvals":
      return <ApprovalsPage taskId={second ?? null} />;
    case "executions":
      if (second === "start") return <StartPage workflowName={third ?? null} />;
      return second === undefined ? <ExecutionsPage /> : <ExecutionPage key={second} executionId={second} />;
    case "admin":
      return <AdminPage section={second ?? "people"} />;
    case "widget":
      return <WidgetPage />;
    default:
      return (
        <Notice whole title="There is no such page">
          The address may have been mistyped.
        </Notice>
      );
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
