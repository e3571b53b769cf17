/**
 * The tables of the nightly reconciliation, and the indexes by which it finds what it looks at.
 *
 * @module
 */

/** The statements that make them, in order. */
export const reconciliationTables: ReadonlyArray<string> = [
  // An attempt is looked for by when it was started and by what Eko calls it.
  `CREATE INDEX transfer_events_attempt_started ON transfer_events (((event #>> '{attempt,startedAtMillis}')::bigint))
    WHERE event #>> '{attempt,clientRefId}' IS NOT NULL`,
  "CREATE INDEX transfer_events_resolved ON transfer_events (transfer_id) WHERE event ->> '_tag' = 'AttemptResolved'",
  "CREATE INDEX transaction_ids_by_transfer ON transaction_ids (transfer_id)",

  `CREATE TABLE reconciliation_runs (
    id text PRIMARY KEY,
    window_key text NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    from_day date NOT NULL,
    to_day date NOT NULL CHECK (to_day >= from_day),
    parameters jsonb NOT NULL,
    statement_sha256 text,
    phase text NOT NULL DEFAULT 'opened'
      CHECK (phase IN ('opened', 'ingested', 'scoped', 'compared', 'closed')),
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    report jsonb,
    manifest jsonb,
    UNIQUE (window_key, ordinal),
    CHECK ((phase = 'closed') = (closed_at IS NOT NULL AND manifest IS NOT NULL))
  )`,
  "COMMENT ON TABLE reconciliation_runs IS 'Each run of the nightly reconciliation, and what it closed with.'",
  "CREATE UNIQUE INDEX reconciliation_runs_open ON reconciliation_runs (window_key) WHERE phase <> 'closed'",

  `CREATE TABLE reconciliation_chunks (
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    number integer NOT NULL CHECK (number >= 0),
    result jsonb,
    sha256 text,
    done_at timestamptz,
    PRIMARY KEY (run_id, number),
    CHECK (num_nonnulls(result, sha256, done_at) IN (0, 3))
  )`,
  "COMMENT ON TABLE reconciliation_chunks IS 'The parts of a run; number 0 is what nobody owns.'",
  `CREATE TABLE reconciliation_scope (
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    chunk integer NOT NULL,
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    PRIMARY KEY (run_id, chunk, transfer_id)
  )`,
  `CREATE TABLE reconciliation_repairs (
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    state_before text NOT NULL,
    PRIMARY KEY (run_id, transfer_id)
  )`,
  "COMMENT ON TABLE reconciliation_repairs IS 'What a transfer was before a run brought Eko''s word to it.'",
  `CREATE TABLE reconciliation_found (
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    id text NOT NULL,
    chunk integer NOT NULL,
    break jsonb NOT NULL,
    PRIMARY KEY (run_id, id)
  )`,
  "COMMENT ON TABLE reconciliation_found IS 'The breaks that each run found.'",
  `CREATE TABLE reconciliation_breaks (
    id text PRIMARY KEY,
    known jsonb NOT NULL,
    status text NOT NULL GENERATED ALWAYS AS (known ->> 'status') STORED,
    class text NOT NULL GENERATED ALWAYS AS (known -> 'break' ->> 'class') STORED,
    transfer_id uuid GENERATED ALWAYS AS ((known -> 'break' ->> 'transferId')::uuid) STORED
  )`,
  "COMMENT ON TABLE reconciliation_breaks IS 'Each break that was ever found, with its lifecycle over the runs.'",
  "CREATE INDEX reconciliation_breaks_open ON reconciliation_breaks (class, id) WHERE status <> 'resolved'",

  `CREATE TABLE statements (
    sha256 text PRIMARY KEY,
    file text NOT NULL,
    rows bigint NOT NULL,
    ingested_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  `CREATE TABLE statement_lines (
    identity text PRIMARY KEY,
    sha256 text NOT NULL,
    line bigint NOT NULL,
    tid text,
    client_ref_id text,
    bank_reference text,
    at_millis bigint NOT NULL,
    record jsonb NOT NULL
  )`,
  "COMMENT ON TABLE statement_lines IS 'The latest line of each transaction in any statement.'",
  "CREATE INDEX statement_lines_by_tid ON statement_lines (tid) WHERE tid IS NOT NULL",
  "CREATE INDEX statement_lines_by_reference ON statement_lines (client_ref_id) WHERE client_ref_id IS NOT NULL",

  `CREATE TABLE wallet_movements (
    wallet text NOT NULL,
    reference text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('transfer', 'refund', 'top_up', 'sweep', 'other_system')),
    at_millis bigint NOT NULL,
    delta_paise bigint NOT NULL,
    balance_paise bigint,
    /* Who brought it: the chunk of a transfer, a statement, or an operator. */
    transfer_id uuid,
    origin text NOT NULL CHECK (origin IN ('transfer', 'stray', 'statement', 'operator')),
    recorded_by text,
    note text,
    PRIMARY KEY (wallet, reference),
    CHECK ((origin = 'operator') = (recorded_by IS NOT NULL))
  )`,
  "COMMENT ON TABLE wallet_movements IS 'Everything that is known to have moved a wallet at Eko.'",
  "CREATE INDEX wallet_movements_by_time ON wallet_movements (wallet, at_millis, reference)",
  "CREATE INDEX wallet_movements_by_transfer ON wallet_movements (transfer_id) WHERE transfer_id IS NOT NULL",
  `CREATE TABLE wallet_readings (
    wallet text NOT NULL,
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    at_millis bigint NOT NULL,
    balance_paise bigint NOT NULL,
    PRIMARY KEY (wallet, run_id)
  )`,
  "COMMENT ON TABLE wallet_readings IS 'The live balance of each wallet when a run was opened.'",

  `CREATE TABLE credit_disputes (
    transfer_id uuid PRIMARY KEY REFERENCES transfers (id),
    bank_reference text NOT NULL,
    ticket text NOT NULL,
    raised_day date NOT NULL,
    due_day date NOT NULL,
    recorded_by text NOT NULL,
    settled_by text,
    settled_note text,
    CHECK (num_nonnulls(settled_by, settled_note) IN (0, 2))
  )`,
  "COMMENT ON TABLE credit_disputes IS 'Successes of which the customer says that the money never arrived.'"
]

/**
 * When a movement was brought and a balance read, by the database's clock: what is noted of a time that earlier runs have been
 * through is looked at by the next one. Of earlier rows it is not known.
 */
export const broughtLate: ReadonlyArray<string> = [
  "ALTER TABLE wallet_movements ADD COLUMN recorded_at timestamptz",
  "ALTER TABLE wallet_movements ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()",
  "ALTER TABLE wallet_readings ADD COLUMN recorded_at timestamptz",
  "ALTER TABLE wallet_readings ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()"
]
