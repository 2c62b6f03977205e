const settings = /^(OPENAI|ANTHROPIC|HIL|AWS|DATABASE|VITEST)_/;

/** The environment without the provider, host and AWS settings of whoever runs the tests. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
}

/** Forgets those settings in this process, for a host that is started in it. */
export function forgetSettings(): void {
  const kept = cleanEnvironment();
  for (const name of Object.keys(process.env))
    if (!(name in kept) && !name.startsWith("VITEST_")) delete process.env[name];
}
