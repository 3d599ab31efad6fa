import {expect, test} from 'vitest';
import {stopReason} from './stop-reasons.ts';

test.each([
  {reason: 'Tandem: tandem-1 was deposed and has been silent since', what: 'had ECS stop it', next: 'its log before'},
  {
    reason:
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref: not found',
    what: 'the image is missing',
    next: 'deploy again',
  },
  {
    reason: 'Essential container in task exited; exec /usr/local/bin/node: exec format error',
    what: 'another processor',
    next: 'arch=arm64',
  },
  {reason: 'OutOfMemoryError: Container killed due to memory usage', what: 'OutOfMemoryError', next: 'memory=1024'},
  {
    reason:
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm',
    what: 'a secret or the login',
    next: 'execution role',
  },
  {
    reason: 'ResourceInitializationError: failed to validate logger args: The specified log group does not exist',
    what: 'its log group is missing',
    next: 'makes the log group',
  },
  {
    reason: 'Timeout waiting for network interface provisioning to complete.',
    what: 'no network interface',
    next: 'free address',
  },
  {
    reason: 'ECS was unable to assume the role "arn:aws:iam::1:role/x" that was provided for this task.',
    what: 'may not use a role',
    next: 'deploy again',
  },
  {reason: 'Capacity is unavailable at this time. Please try again later', what: 'no room', next: 'quota'},
  {reason: 'Task failed container health checks', what: 'did not answer its health check', next: 'see its log'},
  {reason: 'Task failed ELB health checks in (target-group arn:x)', what: 'could not reach /health', next: '9090'},
  {
    reason: 'ECS is performing maintenance on the underlying infrastructure hosting the task.',
    what: 'took back the machine',
    next: 'nothing',
  },
  {reason: 'Scaling activity initiated by (deployment ecs-svc/1)', what: 'a deployment', next: 'events of the service'},
  {reason: 'Task stopped by user', what: 'by hand', next: 'CloudTrail'},
])('$reason', ({reason, what, next}) =>
  expect(stopReason(reason, '')).toEqual({what: expect.stringContaining(what), next: expect.stringContaining(next)}),
);

test('without a reason the code of ECS tells', () =>
  expect(stopReason('', 'UserInitiated')?.what).toBe('somebody stopped it by hand (UserInitiated)'));

test('what ECS says otherwise is not explained', () =>
  expect(stopReason('Essential container in task exited', 'EssentialContainerExited')).toBeUndefined());
