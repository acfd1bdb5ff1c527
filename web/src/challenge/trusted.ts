interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

// The page's policy allows only scripts whose address went through this policy of trusted types, and it lets through those of this build.
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('concert-worker', { createScriptURL: onlyOwn });

/** The address of a worker, as the browser accepts it. */
export function trustedScript(url: string): string {
  return policy?.createScriptURL(url) ?? url;
}

function onlyOwn(url: string): string {
  if (!import.meta.env.DEV && !/^\/(sw|assets\/[\w-]+)\.js$/.test(url)) throw new TypeError('Not a worker of this page.');
  return url;
}
