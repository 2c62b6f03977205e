import { readHostFile, readSettings, startHost } from "../local/index.ts";

/** Works with the host that runs on the data directory, or starts one for as long as `work` takes. */
export async function withHost<T>(
  work: (host: { apiUrl: string; credential: string }) => Promise<T>,
): Promise<T> {
  const settings = readSettings();
  const running = readHostFile(settings.dataDir);
  if (running) return work({ apiUrl: running.api_url, credential: running.api_key });
  const host = await startHost({ ...settings, apiPort: 0, awsPort: 0 });
  try {
    return await work({ apiUrl: host.apiUrl, credential: host.apiKey });
  } finally {
    await host.close();
  }
}
