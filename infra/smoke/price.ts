/** List prices in US dollars an hour, us-east-1, from memory in November 2026: an order of magnitude, not an invoice. */
const HOURLY = {
  'two Fargate tasks, arm64, 0.25 vCPU and 0.5 GB': 0.02,
  'network load balancer and four public addresses': 0.043,
  'database db.t4g.micro with 20 GB': 0.02,
};
const ONCE = {'one build of a few minutes, secrets, alarms, logs': 0.1};

/** Partial hours are billed as whole ones by some services. */
export function estimate(hours: number): {readonly dollars: number; readonly lines: readonly string[]} {
  const sum = (prices: Readonly<Record<string, number>>): number =>
    Object.values(prices).reduce((total, price) => total + price, 0);
  return {
    dollars: sum(HOURLY) * hours + sum(ONCE),
    lines: [
      ...Object.entries(HOURLY).map(([what, price]) => `${what}: $${price} an hour`),
      ...Object.entries(ONCE).map(([what, price]) => `${what}: $${price}`),
    ],
  };
}
