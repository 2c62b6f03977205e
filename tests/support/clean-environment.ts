/** The environment without the provider, host and AWS settings of whoever runs the tests. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(OPENAI|ANTHROPIC|HIL|AWS|DATABASE|VITEST)_/.test(name),
  );
  return Object.fromEntries(kept);
}
