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
    took_ms         integer,
    -- When that asking began, so that whoever asked before it has been answered.
    checked_at      timestamptz,
    -- provider.version then: what was said of other settings is said again.
    checked_version bigint,
    -- When somebody last wanted to know; answered once checked_at is not before it.
    asked_at        timestamptz,
    -- -infinity: somebody waits for it.
    due_at          timestamptz NOT NULL,
    PRIMARY KEY (provider_id, sender),
    CHECK (num_nulls(state, took_ms, checked_at, checked_version) IN (0, 4)),
    CHECK ((words IS NULL) = (state IS NULL OR state = 'ready'))
);
CREATE INDEX provider_check_due ON provider_check (due_at);

-- Whose Froms belong to a provider.
CREATE INDEX route_provider ON route (provider_id);

-- A test changes nothing and is on record all the same.
ALTER TABLE audit DROP CONSTRAINT audit_action_check;
ALTER TABLE audit ADD CONSTRAINT audit_action_check
    CHECK (action IN ('created', 'changed', 'deleted', 'imported', 'tested'));
