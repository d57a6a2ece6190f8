/** Keeps the developer's own settings, credentials, colours and terminal (a dumb one knows no arrow keys) out of every test. */
for (const name of Object.keys(process.env)) {
  if (/^(BWP_|AWS_|HTTPS?_PROXY|NO_PROXY|FORCE_COLOR|NO_COLOR|TERM$|CI$)/i.test(name)) delete process.env[name];
}

// The AWS SDK would print a remark about the Node version, once in each test file.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
