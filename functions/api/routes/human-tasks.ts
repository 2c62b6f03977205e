import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import * as z from "zod";
import {
  decisionRequestSchema,
  type HumanTaskView,
  humanTaskListQuerySchema,
  humanTaskListSchema,
  humanTaskSchema,
  questionAnswerRequestSchema,
  questionRequestSchema,
} from "../../../shared/contracts/api/human-tasks.ts";
import { humanTaskIdSchema } from "../../../shared/contracts/api/values.ts";
import type { Principal } from "../../../shared/contracts/principal.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { answerQuestion, askBack, mayAnswer } from "../../../shared/domain/waits/ask-back.ts";
import { decideWait } from "../../../shared/domain/waits/decide-wait.ts";
import { isHumanTask } from "../../../shared/domain/waits/is-human-task.ts";
import { deciderOf, loadTask, type TaskDetail } from "../../../shared/domain/waits/task-detail.ts";
import { summariseTask, viewTask } from "../../../shared/domain/waits/view-task.ts";
import type { ApiApp, ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Human tasks"];
const params = z.object({ id: humanTaskIdSchema });
const taskResponse = (description: string) => json(humanTaskSchema.openapi("HumanTask"), description);

export function humanTaskRoutes(app: ApiApp, services: ApiServices): void {
  listTasks(app, services);
  getTask(app, services);
  decide(app, services);
  ask(app, services);
  answer(app, services);
}

function listTasks(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/human-tasks",
    operationId: "listHumanTasks",
    summary: "Questions to people, oldest first",
    tags,
    ...reads("human-tasks:read"),
    request: { query: humanTaskListQuerySchema },
    responses: {
      200: json(humanTaskListSchema.openapi("HumanTaskList"), "One page; it may hold fewer than `limit`"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status, execution_id } = c.req.valid("query");
    const filter = {
      ...(status !== undefined && { status }),
      ...(execution_id !== undefined && { runId: execution_id }),
    };
    const page = await database.tenant(c.get("principal").tenantId, (tx) =>
      tx.waits.list(filter, limit, cursor ?? null),
    );
    const tasks = page.items.filter(isHumanTask).map(summariseTask);
    return c.json({ human_tasks: tasks, next_cursor: page.nextCursor }, 200);
  });
}

function getTask(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/human-tasks/{id}",
    operationId: "getHumanTask",
    summary: "A question with its form and what led to it",
    tags,
    ...reads("human-tasks:read"),
    request: { params },
    responses: { 200: taskResponse("The task"), ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const view = await database.tenant(principal.tenantId, async (tx) =>
      viewTask(await loadTask(tx, c.req.valid("param").id), await deciderOf(tx, principal)),
    );
    return c.json(view, 200);
  });
}

function decide(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/human-tasks/{id}/decision",
    operationId: "decideHumanTask",
    summary: "Answer a question, or decide on a call",
    description:
      "Where several people have to agree, they agree to the same: another answer, or other arguments, opens another round. " +
      "A decision on a call states the `arguments_hash` that was shown, and the `round` where it is not the first. The " +
      "execution goes on when enough different people agree or one rejects. Where what the decision rests on has changed, " +
      "nothing is approved: the task goes back to its approvers as a new round (409, `world-changed`).",
    tags,
    ...writes(services, ["human-tasks:decide"]),
    request: { params, body: body(decisionRequestSchema.openapi("DecisionRequest")) },
    responses: {
      200: taskResponse("The task; still open where more people have to agree"),
      ...problemResponses(404, 410, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { answer: given, arguments_hash, round } = c.req.valid("json");
    const decision = {
      waitId: c.req.valid("param").id,
      answer: given,
      ...(arguments_hash !== undefined && { argumentsHash: arguments_hash }),
      ...(round !== undefined && { round }),
    };
    const { result, messages } = await decideWait(principal, decision, services, (tx, task) =>
      answerWith(c, tx, task),
    );
    await deliver(messages, services);
    return c.json(result, 200);
  });
}

function ask(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/human-tasks/{id}/questions",
    operationId: "askAboutHumanTask",
    summary: "Ask back instead of deciding",
    description: "The task stays open, its deadline as it was; question and answer are kept with it.",
    tags,
    ...writes(services, ["human-tasks:decide"]),
    request: { params, body: body(questionRequestSchema.openapi("QuestionRequest")) },
    responses: {
      200: taskResponse("The task with the question"),
      ...problemResponses(404, 410, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { question } = c.req.valid("json");
    const asked = { waitId: c.req.valid("param").id, question };
    return c.json(
      await change(c, services, (tx, principal) => askBack(tx, principal, asked, services.nowMs())),
      200,
    );
  });
}

function answer(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/human-tasks/{id}/questions/{number}/answer",
    operationId: "answerQuestion",
    summary: "Answer a question back",
    tags,
    ...writes(services, mayAnswer),
    request: {
      params: params.extend({ number: z.coerce.number().int().min(1).max(1_000_000) }),
      body: body(questionAnswerRequestSchema.openapi("QuestionAnswerRequest")),
    },
    responses: {
      200: taskResponse("The task with the answer"),
      ...problemResponses(404, 410, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { id: waitId, number: questionNo } = c.req.valid("param");
    const given = { waitId, questionNo, answer: c.req.valid("json").answer };
    return c.json(
      await change(c, services, (tx, principal) => answerQuestion(tx, principal, given, services.nowMs())),
      200,
    );
  });
}

/** Changes a task in one transaction with the answer that a keyed request gets when it is sent again. */
async function change(
  c: Context<ApiEnv>,
  { database }: ApiServices,
  work: (tx: TenantTransaction, principal: Principal) => Promise<TaskDetail>,
): Promise<HumanTaskView> {
  const principal = c.get("principal");
  return database.tenant(principal.tenantId, async (tx) => {
    return answerWith(c, tx, await work(tx, principal));
  });
}

/** The task as whoever asks sees it, kept in the same transaction for a keyed request that is sent again. */
async function answerWith(
  c: Context<ApiEnv>,
  tx: TenantTransaction,
  task: TaskDetail,
): Promise<HumanTaskView> {
  const view = viewTask(task, await deciderOf(tx, c.get("principal")));
  const keyed = c.get("keyedRequest");
  if (keyed === undefined) return view;
  const response = {
    status: 200,
    contentType: "application/json",
    body: JSON.stringify(view),
    location: null,
  };
  await tx.idempotency.finish(keyed.route, keyed.key, response);
  return view;
}
