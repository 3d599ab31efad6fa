/** The parts of an ARN that its reader needs: `arn:aws:ecs:eu-west-1:1:task/Pair/0123` lies in eu-west-1. Throws when it is none. */
export function regionOf(arn: string): string {
  const [scheme, , , region] = arn.split(':');
  if (scheme !== 'arn' || region === undefined || region === '') throw new Error(`"${arn}" is no ARN with a region`);
  return region;
}
