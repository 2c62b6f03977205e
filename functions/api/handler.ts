import { handle } from "hono/aws-lambda";
import { createApp } from "./app.ts";
import { services } from "./services.ts";

export const handler = handle(createApp(services()));
