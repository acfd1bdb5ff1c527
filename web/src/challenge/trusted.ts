interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

// The service worker, and the workers of this build. While the page is developed they have other addresses of the same origin.
const OWN = import.meta.env.DEV ? /^\/\w/ : /^\/(sw|assets\/[\w-]+)\.js$/;

let policy: Policy | undefined;

/** The address of a worker as the browser accepts it: only if it went through the one policy of trusted types that the page allows. */
export function trustedScript(url: string): string {
  policy ??= (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('concert-worker', { createScriptURL: onlyOwn });
  return policy?.createScriptURL(url) ?? url;
}

function onlyOwn(url: string): string {
  if (!OWN.test(url)) throw new TypeError('Not a worker of this page.');
  return url;
}
