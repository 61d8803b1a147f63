-- What a mail waits for, so that a change of the settings wakes those that it may help and no others.
-- Expand only: the release before neither reads nor writes these. What it puts back keeps what stood
-- here. So while workers of both run side by side, a mail that was woken by newer settings, and that
-- one of the older puts back, is woken again and again until one of the newer takes it. That is looked
-- at for nothing, not called before its time.

-- model.lifecycle.WaitCause; null: for nothing, or put back by an older release. Only of an open
-- recipient whose call is not under way does it say anything.
ALTER TABLE recipient
    ADD COLUMN waits smallint,
    -- Words about it, where reason speaks of a refusal; null: reason has them.
    ADD COLUMN waits_why text;

-- The settings_version by which no way was open to some recipient (WaitCause.forWays); null: none
-- waits for a way. Changed where due_at is, and by a claim only if somebody still waits who has now
-- seen newer ones: it is in an index. While a mail is in hand it may be older than what is decided.
ALTER TABLE work ADD COLUMN settings_seen bigint;

-- By how much workers have cut the weight of a provider that begins to fail or is slow, for those who
-- look on: each decides by what it has seen itself. Written every two seconds by each worker, its own
-- rows, and only while there are any. No references: they are the workers' notes.
CREATE TABLE lowered_weight (
    provider_id     uuid             NOT NULL,
    -- worker.epoch of who has seen it; of one that is no longer there it says nothing.
    epoch           bigint           NOT NULL,
    -- The share of its weight that counts.
    factor          double precision NOT NULL CHECK (factor > 0 AND factor < 1),
    why             text             NOT NULL,
    -- Renewed with each writing; older than ten seconds it says nothing either.
    at              timestamptz      NOT NULL,
    PRIMARY KEY (provider_id, epoch)
) WITH (fillfactor = 50);
