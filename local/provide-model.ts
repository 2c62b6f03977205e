import { chooseModel } from "./choose-model.ts";
import { startModelServer } from "./model/start-model-server.ts";

export interface ProvidedModel {
  /** In words, for people. */
  name: string;
  /** What functions need to reach it. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** The provider that the user has configured, else the offline model on a free loopback port. */
export async function provideModel(): Promise<ProvidedModel> {
  const choice = chooseModel(process.env);
  if (choice.kind === "provider") {
    const { name, provider } = choice;
    return { name, environment: { HIL_MODEL_PROVIDER: provider }, close: async () => undefined };
  }
  const server = await startModelServer({ port: 0, mode: "offline" });
  return {
    name: server.banner,
    environment: { HIL_OFFLINE_MODEL_URL: server.openaiBaseUrl },
    close: () => server.close(),
  };
}
