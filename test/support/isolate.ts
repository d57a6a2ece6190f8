/** Keeps the developer's own settings, credentials and colours out of every test. */
for (const name of Object.keys(process.env)) {
  if (/^(BWP_|AWS_|HTTPS?_PROXY|NO_PROXY|FORCE_COLOR|NO_COLOR|CI$)/i.test(name)) delete process.env[name];
}
