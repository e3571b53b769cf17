/**
 * The tables of webhooks to teams: endpoints, what is still to be told to them, and what was tried.
 *
 * Nothing refers to an endpoint by a foreign key: a payment's commit writes here, too, and must neither wait for a team
 * that removes its endpoint nor fail because of one.
 *
 * @module
 */

export const webhookTables: ReadonlyArray<string> = [
  `CREATE TABLE webhook_endpoints (
    id uuid PRIMARY KEY,
    team text NOT NULL,
    url text NOT NULL,
    description text,
    secret text NOT NULL CHECK (secret LIKE 'sealed.%'),
    previous_secret text CHECK (previous_secret LIKE 'sealed.%'),
    previous_until timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    disabled_at timestamptz,
    disabled_why text CHECK (disabled_why IN ('team', 'failing', 'gone')),
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since timestamptz,
    resting_until timestamptz,
    CONSTRAINT webhook_endpoints_one_by_address UNIQUE (team, url),
    CHECK ((disabled_at IS NULL) = (disabled_why IS NULL)),
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL)),
    CHECK ((failures = 0) = (failing_since IS NULL))
  )`,
  `COMMENT ON TABLE webhook_endpoints IS
    'Where teams are told of changes, how they are signed (sealed), and how deliveries fare lately.'`,

  `CREATE TABLE webhook_chains (
    endpoint_id uuid NOT NULL,
    record_id uuid NOT NULL,
    record text NOT NULL CHECK (record IN ('transfer', 'load')),
    done_version bigint NOT NULL CHECK (done_version >= 0),
    wanted_version bigint NOT NULL CHECK (wanted_version > 0),
    live uuid,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (endpoint_id, record_id)
  )`,
  `COMMENT ON TABLE webhook_chains IS
    'For each endpoint and record that changed: up to which version it was told, and the id of the one queued element that tells the next.'`,

  `CREATE TABLE webhook_attempts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number bigint GENERATED ALWAYS AS IDENTITY,
    endpoint_id uuid NOT NULL,
    message_id text NOT NULL,
    type text NOT NULL,
    record text NOT NULL,
    record_id uuid NOT NULL,
    version bigint NOT NULL,
    attempt integer NOT NULL CHECK (attempt > 0),
    is_redelivery boolean NOT NULL,
    attempted_at timestamptz NOT NULL,
    duration_millis integer NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('delivered', 'retrying', 'given_up')),
    http_status integer,
    cause text,
    next_attempt_at timestamptz,
    CHECK ((outcome = 'delivered') = (cause IS NULL)),
    CHECK ((outcome = 'retrying') = (next_attempt_at IS NOT NULL))
  )`,
  `COMMENT ON TABLE webhook_attempts IS 'What was tried to be delivered to each endpoint, kept for a month; no bodies.'`,
  "CREATE INDEX webhook_attempts_of_endpoint ON webhook_attempts (endpoint_id, number)",
  "CREATE INDEX webhook_attempts_by_age ON webhook_attempts (attempted_at)"
]
