-- Whether an account can be used, and a From at it, as the provider says when a worker asks. Expand
-- only: the release before neither reads nor writes these.
CREATE TABLE provider_check (
    provider_id     uuid        NOT NULL REFERENCES provider ON DELETE CASCADE,
    -- The address of a From as its environment has it; empty: the account itself.
    sender          text        NOT NULL,
    organisation_id uuid        NOT NULL,
    -- What was said last; null: nothing yet.
    state           text        CHECK (state IN ('ready', 'not_ready', 'not_known')),
    -- Of ready there are none.
    words           text        CHECK (length(words) <= 500),
    -- When that asking began.
    checked_at      timestamptz,
    -- A digest of kind, settings and secret then (ProviderChecks.SETTINGS): what was said of others
    -- is shown no more and asked again.
    checked_with    bigint,
    -- How often in a row an account has said that it is not ready: it is asked ever more seldom.
    refusals        integer     NOT NULL DEFAULT 0,
    -- When the last asking began that is over, answered or not, so that whoever asked before it
    -- waits no more; the settings then, and how long it took.
    tried_at        timestamptz,
    tried_with      bigint,
    took_ms         integer,
    -- Why nothing was said then, and what was said before still stands; null: something was.
    unanswered      text        CHECK (length(unanswered) <= 500),
    -- When somebody last wanted to know; over once tried_at is not before it.
    asked_at        timestamptz,
    -- -infinity: somebody waits for it.
    due_at          timestamptz NOT NULL,
    PRIMARY KEY (provider_id, sender),
    CHECK (num_nulls(state, checked_at, checked_with) IN (0, 3)),
    CHECK (num_nulls(took_ms, tried_at, tried_with) IN (0, 3)),
    CHECK (tried_at IS NOT NULL OR (state IS NULL AND unanswered IS NULL)),
    CHECK ((words IS NULL) = (state IS NULL OR state = 'ready'))
);
CREATE INDEX provider_check_due ON provider_check (due_at);

-- Whose Froms belong to a provider.
CREATE INDEX route_provider ON route (provider_id);

-- A test changes nothing and is on record all the same. The table is never pruned: V28 looks at its
-- rows, without keeping anybody out.
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check
    CHECK (action IN ('created', 'changed', 'deleted', 'imported', 'tested')) NOT VALID;
