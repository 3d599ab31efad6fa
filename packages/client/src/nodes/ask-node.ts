export type Credentials = {user?: string; password?: string; token?: string};

/** `why`: in words, when no answer came. */
export type Answer = {kind: 'answered'; status: number; body: unknown} | {kind: 'unreachable'; why: string};

/** One request to REST of a node. Never rejects. `timeoutMs`: until the whole answer is there. */
export async function askNode(
  method: 'GET' | 'POST',
  url: string,
  credentials: Credentials,
  timeoutMs: number,
): Promise<Answer> {
  try {
    const authorization = authorizationOf(credentials);
    const response = await fetch(url, {
      method,
      headers: authorization === undefined ? {} : {authorization},
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {kind: 'answered', status: response.status, body: parsed(await response.text())};
  } catch (error) {
    return {kind: 'unreachable', why: reasonOf(error, timeoutMs)};
  }
}

function authorizationOf({user, password, token}: Credentials): string | undefined {
  if (user !== undefined) return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  return token === undefined ? undefined : `Bearer ${token}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `fetch` wraps the reason, and several tried addresses once more. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0], timeoutMs);
  return error.cause === undefined ? error.message : reasonOf(error.cause, timeoutMs);
}
