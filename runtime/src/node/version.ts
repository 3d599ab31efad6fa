/** What this server calls its version, in the membership row and in its status: that of package.json. */
export const version = '0.1.0';
