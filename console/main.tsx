import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { App } from "./shell/app.tsx";
import { applyTheme, readTheme } from "./shell/theme.ts";
import "./ui/base.css";

applyTheme(readTheme());
createRoot(document.querySelector("#console")!).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
