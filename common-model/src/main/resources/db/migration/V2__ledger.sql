-- The ledger: the only truth about a mail. Tables of mails are cut into leaves by the time inside
-- their ids (UUID version 7); `ledger.Leaves` makes the leaves and drops them. No foreign keys
-- between them and no DEFAULT partitions: both cost more than everything else in a hot statement.

CREATE TABLE email (
    id              uuid        NOT NULL,
    organisation_id uuid        NOT NULL,
    environment_id  uuid        NOT NULL,
    lane            smallint    NOT NULL,
    -- model.lifecycle.Status; the fold of the recipients.
    status          smallint    NOT NULL,
    on_unknown      smallint    NOT NULL,
    retention_days  smallint    NOT NULL,
    policy          text        NOT NULL,
    from_email      text        NOT NULL,
    from_name       text,
    subject         text        NOT NULL,
    -- With its angle brackets; the same on every attempt where the provider lets us.
    message_id      text        NOT NULL,
    tags            text[],
    metadata        json,
    scheduled_at    timestamptz,
    expires_at      timestamptz NOT NULL,
    settled_at      timestamptz,
    -- The mail this one was sent again from.
    resend_of       uuid,
    PRIMARY KEY (id),
    CHECK (status BETWEEN 0 AND 7),
    CHECK ((status <= 2) = (settled_at IS NULL))
) PARTITION BY RANGE (id);
CREATE INDEX email_list ON email (organisation_id, id);
CREATE INDEX email_status ON email (organisation_id, status, id);

CREATE TABLE recipient (
    email_id        uuid        NOT NULL,
    pos             smallint    NOT NULL,
    organisation_id uuid        NOT NULL,
    kind            smallint    NOT NULL,
    address         text        NOT NULL,
    name            text,
    status          smallint    NOT NULL,
    -- The attempt the status speaks of; a call that is open has a higher number.
    attempt         smallint    NOT NULL DEFAULT 0,
    class           smallint,
    reason          text,
    -- When to look at it again while it is open; null: at once.
    next_at         timestamptz,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (email_id, pos),
    CHECK (status BETWEEN 0 AND 7),
    -- Before the first attempt nobody can have accepted, delivered or bounced it.
    CHECK (attempt > 0 OR status NOT IN (2, 5, 6))
) PARTITION BY RANGE (email_id);
CREATE INDEX recipient_address ON recipient (organisation_id, address, email_id);

CREATE TABLE attempt (
    email_id        uuid        NOT NULL,
    pos             smallint    NOT NULL,
    no              smallint    NOT NULL,
    -- Recipients of one provider call share it; it is the attempt's key at providers that take
    -- idempotency keys, and seeds the MIME boundaries, so that a repeat has the same bytes.
    call            uuid        NOT NULL,
    provider_id     uuid        NOT NULL,
    tier            smallint    NOT NULL,
    why             text        NOT NULL,
    epoch           bigint      NOT NULL,
    fence           integer     NOT NULL,
    -- What rendering needs beside call and started_at.
    renderer        smallint    NOT NULL,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    -- model.outcome.Outcome and its parts; null while the call is open.
    outcome         smallint,
    class           smallint,
    scope           smallint,
    phase           smallint,
    -- RecipientRefused: permanent; MessageRefused: differs elsewhere.
    flag            boolean,
    retry_at        timestamptz,
    reply           text,
    provider_message_id text,
    PRIMARY KEY (email_id, pos, no),
    CHECK ((finished_at IS NULL) = (outcome IS NULL))
) PARTITION BY RANGE (email_id);

-- Append-only. The id is made by the database in the INSERT.
CREATE TABLE event (
    id              uuid        NOT NULL DEFAULT uuidv7(),
    organisation_id uuid        NOT NULL,
    email_id        uuid        NOT NULL,
    pos             smallint,
    attempt         smallint,
    type            smallint    NOT NULL,
    data            json,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX event_organisation ON event (organisation_id, id);
CREATE INDEX event_email ON event (email_id);

-- Bodies, custom headers and the list of attachments; by days kept, then by time, so that
-- forgetting is dropping a table.
CREATE TABLE email_content (
    email_id        uuid        NOT NULL,
    retention_days  smallint    NOT NULL,
    -- JSON of reply-to, headers and attachments.
    head            bytea       NOT NULL,
    html            bytea,
    text            bytea,
    PRIMARY KEY (email_id, retention_days)
) PARTITION BY LIST (retention_days);
CREATE TABLE email_content_0 PARTITION OF email_content FOR VALUES IN (0) PARTITION BY RANGE (email_id);
CREATE TABLE email_content_1 PARTITION OF email_content FOR VALUES IN (1) PARTITION BY RANGE (email_id);
CREATE TABLE email_content_7 PARTITION OF email_content FOR VALUES IN (7) PARTITION BY RANGE (email_id);
CREATE TABLE email_content_30 PARTITION OF email_content FOR VALUES IN (30) PARTITION BY RANGE (email_id);
CREATE TABLE email_content_90 PARTITION OF email_content FOR VALUES IN (90) PARTITION BY RANGE (email_id);

CREATE TABLE email_tag (
    organisation_id uuid        NOT NULL,
    tag             text        NOT NULL,
    email_id        uuid        NOT NULL,
    PRIMARY KEY (organisation_id, tag, email_id)
) PARTITION BY RANGE (email_id);

-- The work list: one row for every mail that is not finished. Outbox, schedule, retry list and
-- lease in one. A claim changes no indexed column, so half-empty pages take it in place.
CREATE TABLE work (
    email_id        uuid        PRIMARY KEY,
    -- The environment; fairness is over flows.
    flow            uuid        NOT NULL,
    lane            smallint    NOT NULL,
    due_at          timestamptz NOT NULL,
    -- A record has been in Kafka since due_at.
    woken           boolean     NOT NULL,
    -- worker.epoch of who has it in hand.
    holder          bigint,
    -- Grows with each claim.
    fence           integer     NOT NULL DEFAULT 0,
    -- Wakes in a row without a claim.
    wakes           smallint    NOT NULL DEFAULT 0,
    -- How often a worker died with it in hand.
    deaths          smallint    NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX work_waiting ON work (lane, flow, due_at) WHERE NOT woken;
CREATE INDEX work_woken ON work (lane, due_at) WHERE woken;

-- One row a worker process; not mails but workers hold leases.
CREATE TABLE worker (
    epoch           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            text        NOT NULL,
    started_at      timestamptz NOT NULL DEFAULT now(),
    seen_at         timestamptz NOT NULL DEFAULT now()
);

-- How far each partition of the sends topics has been claimed.
CREATE TABLE mark (
    lane            smallint    NOT NULL,
    partition       smallint    NOT NULL,
    at              timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (lane, partition)
);
INSERT INTO mark (lane, partition)
SELECT lane, partition FROM generate_series(0, 1) lane, generate_series(0, 23) partition;

-- Roles that one process at a time may play: the events relay, the keeper of leaves.
CREATE TABLE lease (
    name            text        PRIMARY KEY,
    holder          text        NOT NULL,
    until           timestamptz NOT NULL,
    -- How far the role has come; the relay's last event id.
    position        uuid
);

CREATE TABLE idempotency (
    day             date        NOT NULL,
    -- The first 16 bytes of SHA-256 over organisation, environment, door and key.
    key             bytea       NOT NULL,
    payload         bytea       NOT NULL,
    email_id        uuid        NOT NULL,
    answer          bytea,
    made_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (day, key)
) PARTITION BY LIST (day);

-- Keys of scheduled mails outlive the leaves of days: they stand until 24 h past their time.
CREATE TABLE idempotency_scheduled (
    key             bytea       PRIMARY KEY,
    payload         bytea       NOT NULL,
    email_id        uuid        NOT NULL,
    answer          bytea,
    keep_until      timestamptz NOT NULL
);
CREATE INDEX idempotency_scheduled_keep ON idempotency_scheduled (keep_until);

-- Files, once by organisation and digest.
CREATE TABLE attachment (
    organisation_id uuid        NOT NULL,
    sha256          bytea       NOT NULL CHECK (length(sha256) = 32),
    size            bigint      NOT NULL,
    bytes           bytea       NOT NULL,
    -- Nobody refers to it after this. Moved on at most once a day, however many mails use it.
    keep_until      timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, sha256)
);
ALTER TABLE attachment ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX attachment_keep ON attachment (keep_until);

-- Feedback already applied, by the vendor's own key.
CREATE TABLE feedback_seen (
    email_id        uuid        NOT NULL,
    pos             smallint    NOT NULL,
    attempt         smallint    NOT NULL,
    event_key       text        NOT NULL,
    PRIMARY KEY (email_id, pos, attempt, event_key)
) PARTITION BY RANGE (email_id);

-- Permits leased in slices: quotas and rates of providers. Processes lease about a second's worth
-- at a time and hand it out from memory.
CREATE TABLE allowance (
    name            text        NOT NULL,
    starts_at       timestamptz NOT NULL,
    leased          bigint      NOT NULL,
    PRIMARY KEY (name, starts_at)
);

-- Breakers that are not closed. Changed by compare-and-set on the version.
CREATE TABLE breaker (
    provider_id     uuid        NOT NULL,
    scope           smallint    NOT NULL,
    -- The sender's or recipient's domain; empty for the whole provider.
    domain          text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('open', 'half_open')),
    opened_at       timestamptz NOT NULL,
    probe_at        timestamptz NOT NULL,
    -- Openings in a row; the wait before the next probe doubles with it.
    openings        smallint    NOT NULL,
    reason          text        NOT NULL,
    version         bigint      NOT NULL,
    PRIMARY KEY (provider_id, scope, domain)
);

-- What the sandbox providers caught.
CREATE TABLE sandbox_message (
    id              uuid        PRIMARY KEY DEFAULT uuidv7(),
    organisation_id uuid        NOT NULL,
    provider_id     uuid        NOT NULL,
    email_id        uuid        NOT NULL,
    pos             smallint    NOT NULL,
    attempt         smallint    NOT NULL,
    recipient       text        NOT NULL,
    raw             bytea       NOT NULL,
    UNIQUE (email_id, pos, attempt)
);
ALTER TABLE sandbox_message ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE INDEX sandbox_message_list ON sandbox_message (organisation_id, id);

-- What the sandbox will report, and when; deleted once it is in the feedback topic.
CREATE TABLE sandbox_report (
    id              uuid        PRIMARY KEY DEFAULT uuidv7(),
    due_at          timestamptz NOT NULL,
    feedback        bytea       NOT NULL
);
CREATE INDEX sandbox_report_due ON sandbox_report (due_at);
