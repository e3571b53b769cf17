/**
 * What the migrations say of requests that can be repeated.
 *
 * A row says that a team's key is in use, and for what; its answer is added once there is one. It is no part of what keeps
 * money safe, which is the journal's: without the table a repetition would be answered from what is recorded.
 *
 * @module
 */

export const idempotencyTable = [
  `CREATE TABLE idempotency_keys (
    team text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    method text NOT NULL,
    path text NOT NULL,
    body_hash text NOT NULL,
    hashed_with text NOT NULL,
    otp_send integer,
    otp_try integer,
    claim uuid NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    held_until timestamptz NOT NULL,
    answer text,
    answered_at timestamptz,
    PRIMARY KEY (team, key),
    CHECK (num_nonnulls(otp_send, otp_try) IN (0, 2)),
    CHECK (num_nonnulls(answer, answered_at) IN (0, 2))
  )`,
  `COMMENT ON TABLE idempotency_keys IS
    'Which request each team''s key was used for, by a keyed hash of its body, and the sealed answer that it got.'`,
  "CREATE INDEX idempotency_keys_claimed_at ON idempotency_keys (claimed_at)"
]
