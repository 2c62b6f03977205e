import { Component, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** Says that something broke instead of showing nothing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const again = <Button onClick={() => this.setState({ error: null })}>Show it again</Button>;
    return (
      <Notice whole title="This page could not be shown" tone="bad" action={again}>
        {error.message}
      </Notice>
    );
  }
}
