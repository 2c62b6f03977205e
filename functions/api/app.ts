import { OpenAPIHono } from "@hono/zod-openapi";
import { NotFoundError } from "../../shared/contracts/errors.ts";
import type { ApiApp, ApiEnv } from "./api-env.ts";
import type { ApiServices } from "./api-services.ts";
import { authenticate } from "./middleware/authenticate.ts";
import { rateLimit } from "./middleware/rate-limit.ts";
import { requestContext } from "./middleware/request-context.ts";
import { answerProblem } from "./problems/answer-problem.ts";
import { refuseInvalid } from "./problems/refuse-invalid.ts";
import { agentRoutes } from "./routes/agents.ts";
import { channelMessageRoutes, isSignedMessage } from "./routes/channel-messages.ts";
import { channelRoutes } from "./routes/channels.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { changeRoutes } from "./routes/changes.ts";
import { conversationEventRoutes } from "./routes/conversation-events.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { deskSettingsRoutes } from "./routes/desk-settings.ts";
import { deskWorkRoutes } from "./routes/desk-work.ts";
import { docsPath, docsScriptPath, documentationRoutes, openApiPath } from "./routes/documentation.ts";
import { executionRoutes } from "./routes/executions.ts";
import { handoverRoutes } from "./routes/handovers.ts";
import { healthRoutes } from "./routes/health.ts";
import { humanAgentRoutes } from "./routes/human-agents.ts";
import { humanTaskRoutes } from "./routes/human-tasks.ts";
import { meRoutes } from "./routes/me.ts";
import { kpiRoutes } from "./routes/kpis.ts";
import { notificationDeliveryRoutes } from "./routes/notification-deliveries.ts";
import { notificationEndpointRoutes } from "./routes/notification-endpoints.ts";
import { notificationSettingsRoutes } from "./routes/notification-settings.ts";
import { receiptRoutes } from "./routes/receipts.ts";
import { refuseOtherMethods } from "./routes/unmatched.ts";
import { workflowRoutes } from "./routes/workflows.ts";

/** Under `/api` nothing but these, and messages that are signed instead, is answered without a credential. */
const openPaths = new Set([openApiPath, docsPath, docsScriptPath]);

/** The public HTTP API: the same object on AWS, on one machine and in tests. */
export function createApp(services: ApiServices): ApiApp {
  const app: ApiApp = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.onError((error, c) => answerProblem(c, error, services.log));
  app.notFound((c) => answerProblem(c, new NotFoundError("There is nothing at this address."), services.log));
  app.use("*", requestContext(services.newId));
  app.use(
    "/api/*",
    authenticate(services.authenticator, (c) => openPaths.has(c.req.path) || isSignedMessage(c)),
  );
  app.use("/api/*", rateLimit(services));
  healthRoutes(app, services);
  executionRoutes(app, services);
  conversationRoutes(app, services);
  conversationEventRoutes(app, services);
  channelRoutes(app, services);
  channelMessageRoutes(app, services);
  changeRoutes(app, services);
  handoverRoutes(app, services);
  deskWorkRoutes(app, services);
  humanAgentRoutes(app, services);
  deskSettingsRoutes(app, services);
  kpiRoutes(app, services);
  humanTaskRoutes(app, services);
  receiptRoutes(app, services);
  notificationEndpointRoutes(app, services);
  notificationDeliveryRoutes(app, services);
  notificationSettingsRoutes(app, services);
  workflowRoutes(app, services);
  agentRoutes(app, services);
  apiKeyRoutes(app, services);
  meRoutes(app, services);
  documentationRoutes(app);
  refuseOtherMethods(app);
  return app;
}
