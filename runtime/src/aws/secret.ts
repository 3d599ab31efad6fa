import {regionOf} from './arn.ts';

/** Bounds of one request, ms, and how often it is tried: whoever asks has something to go on with. */
export const patience = {requestHandler: {connectionTimeout: 2000, requestTimeout: 3000}, maxAttempts: 2};

/**
 * The current value of a field of a JSON secret in AWS Secrets Manager. The
 * SDK is loaded only here: a node that is never refused needs none.
 */
export async function readSecretField(arn: string, field: string): Promise<string> {
  const {GetSecretValueCommand, SecretsManagerClient} = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({region: regionOf(arn), ...patience});
  try {
    const {SecretString} = await client.send(new GetSecretValueCommand({SecretId: arn}));
    const value = (JSON.parse(SecretString ?? '{}') as Record<string, unknown>)[field];
    if (typeof value !== 'string' || value === '') throw new Error(`the secret ${arn} has no field ${field}`);
    return value;
  } finally {
    client.destroy();
  }
}
