import {text} from '../setting.ts';

/** Who may use REST. */
export const access = {
  authUser: text({path: 'auth.user', env: 'TANDEM_AUTH_USER', default: 'admin', help: 'User of basic authentication.'}),
  authPassword: text({
    path: 'auth.password',
    env: 'TANDEM_AUTH_PASSWORD',
    secret: true,
    pattern: /^(.{8,})?$/,
    expected: 'at least 8 characters',
    help: 'Password of basic authentication. There is no default: without it and without auth.token a node does not start.',
  }),
  authToken: text({
    path: 'auth.token',
    env: 'TANDEM_AUTH_TOKEN',
    secret: true,
    pattern: /^(.{16,})?$/,
    expected: 'at least 16 characters',
    help: 'Bearer token that is accepted besides basic authentication.',
  }),
};
