interface Claims {
  sub?: string;
  iat?: number;
  exp?: number;
}

type Holder = { accessToken: string } | undefined;

/** Whom the token names; undefined if it can't be read. Only the service checks tokens: this page only compares them. */
export const userIdOf = (holder: Holder): string | undefined => claimsOf(holder).sub;

/** When the token was issued, in milliseconds since 1970; 0 if it does not say so. */
export const issuedAtOf = (holder: Holder): number => (claimsOf(holder).iat ?? 0) * 1_000;

/** When the token ends, in milliseconds since 1970; 0 if it does not say so. */
export const endOf = (holder: Holder): number => (claimsOf(holder).exp ?? 0) * 1_000;

function claimsOf(holder: Holder): Claims {
  try {
    const payload = holder?.accessToken.split('.')[1] ?? '';
    return JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as Claims;
  } catch {
    return {};
  }
}
