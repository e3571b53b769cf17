/**
 * What the migrations say of API keys.
 *
 * A key is known by its SHA-256 alone; it is long and random, so that nobody finds it by trying. No row goes away, because
 * a key that was revoked would otherwise come back with the next start that seeds it.
 *
 * @module
 */

export const apiKeyTable = [
  `CREATE TABLE api_keys (
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    id text NOT NULL UNIQUE GENERATED ALWAYS AS (left(encode(sha256, 'hex'), 12)) STORED,
    holder text NOT NULL CHECK (holder ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    scopes text[] NOT NULL,
    origin text NOT NULL CHECK (origin IN ('configuration', 'command line')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    CONSTRAINT api_keys_of_team_or_operator CHECK (
      scopes = ARRAY['operator'] OR (cardinality(scopes) > 0 AND scopes <@ ARRAY['transfers', 'read'])
    )
  )`,
  `COMMENT ON TABLE api_keys IS 'Who may call the service, and what for: keys by their SHA-256. Nothing is ever removed.'`,
  `CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION bhejo_refuse_change()`,
  "ALTER TABLE api_keys ENABLE ALWAYS TRIGGER nothing_is_removed"
]

/** Keys may be good for a while alone, and tell when they were last used, so that those that nobody needs are found. */
export const keysExpire = [
  "ALTER TABLE api_keys ADD COLUMN expires_at timestamptz, ADD COLUMN last_used_at timestamptz",
  "ALTER TABLE api_keys ADD CONSTRAINT api_keys_expire_later CHECK (expires_at > created_at)"
]
